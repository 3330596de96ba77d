# The shop's texts in English. Markup: Telegram's HTML; what is in { $… } is escaped already.

## Labels the rest of the world relies on

menu-categories = 🗂 Categories
menu-deals = 🔥 Deals
menu-cart = 🛒 Cart
menu-orders = 📦 My orders
menu-news = 📰 News
menu-profile = 👤 My profile
menu-write = 💬 Write to the shop
card-add = 🛒 Add to cart
card-photos = 🖼 All photos
card-share = ↗️ Share
list-more = ⬇️ Show more
back = ⬅️ Back
cart-clear = 🧹 Clear cart
cart-complete = ✅ Complete order
share-phone = 📱 Share phone number
confirm = ✅ Confirm
cancel = ✖️ Cancel
profile-email = ✉️ Email
profile-phone = 📱 Phone
profile-name = 🙂 Name
profile-address = 🏠 Address
profile-language = 🌐 Language
order-cancel = ✖️ Cancel order
order-again = 🔁 Order again
language-name = 🇬🇧 English

## Start

welcome = { $named ->
    [yes] 👋 Welcome, <b>{ $name }</b>!
   *[no] 👋 Welcome!
  }

    Browse the products, fill your cart and order — right here in the chat. Start with the categories 👇
welcome-back = { $named ->
    [yes] 👋 Good to see you again, <b>{ $name }</b>!
   *[no] 👋 Good to see you again!
  }
menu = Main menu 👇
hint = I didn't quite get that 🙂 Write what you are looking for, use the buttons below or send /help.
help =
    <b>How to buy</b>
    1. Write what you are looking for, or open 🗂 categories or 🔥 deals, and add products to your cart.
    2. In the 🛒 cart, change quantities and press “Complete order”.
    3. Leave your email, phone and address, check, and confirm.

    <b>Commands</b>
    /catalog — categories
    /deals — deals
    /cart — cart
    /orders — my orders
    /news — news
    /profile — my profile
    /write — write to the shop
    /menu — main menu
    /cancel — cancel what you are doing
nothing-to-cancel = There is nothing to cancel. Here is the menu 👇
cancelled = Cancelled. Here is the menu 👇
private-only = I take orders in private messages only. Write to me there 🙂
apology = ⚠️ Something went wrong on our side. Please try again a little later.
button-stale = This button is out of date. Please open the menu again.

command-start = Start
command-menu = Main menu
command-catalog = Product categories
command-deals = Deals
command-cart = Cart
command-orders = My orders
command-news = News
command-profile = My profile
command-write = Write to the shop
command-help = Help
command-cancel = Cancel what you are doing

## Catalogue

categories =
    🗂 <b>Categories</b>

    What are you looking for?
categories-none = The catalogue is still empty. Please come back a little later 🙂
category = <b>{ $title }</b>
category-products = The products are below 👇
category-empty = There is nothing here yet.
category-gone = This category no longer exists.
deals-none = There are no deals right now. But the categories are worth a look 🙂
products-end = That is all there is here.
product-gone = This product is no longer sold.
search-corrected = 🔎 Searching for “{ $words }”
search-nothing = Nothing found for “{ $words }” 😕
search-perhaps = Perhaps you meant one of these, or have a look at the categories 👇
search-look = Try other words, or have a look at the categories 👇
card-price = <b>{ $price }</b>
card-price-reduced = <s>{ $old }</s> <b>{ $price }</b> (−{ $percent }%)
card-available = ✅ In stock
card-last = ⚠️ Only { $left } left
card-sold-out = ❌ Out of stock
card-tell-back = 🔔 Tell me when it is back
card-tell-cheaper = 📉 Tell me when it gets cheaper
photos-gone = It has no photos any more.
inline-price = { $price }
inline-price-reduced = { $price } instead of { $old }
inline-open = 🛍 Open in the shop
inline-none = Nothing found · open the shop

## Cart

added = Added. In your cart: { $quantity }
add-sold-out = Sorry, this is sold out.
add-no-more = { $quantity ->
    [one] That is all: the only one is in your cart already.
   *[other] That is all: { $quantity } are in your cart already.
  }
add-cart-full = { $lines ->
    [one] Your cart already holds { $lines } product — it has no room for more.
   *[other] Your cart already holds { $lines } products — it has no room for more.
  }
cart-empty = 🛒 Your cart is empty. Time to choose something!
cart-empty-button = 🗂 To the catalogue
cart = 🛒 <b>Cart</b>
cart-line =
    { $index }. <b>{ $title }</b>
    { $quantity } × { $price } = <b>{ $total }</b>
cart-quantity = { $index }. × { $quantity }
cart-line-short =
    { $index }. <b>{ $title }</b>
    ⚠️ Only { $left } of { $quantity } left — please take fewer
cart-line-sold-out =
    { $index }. <b>{ $title }</b>
    ❌ Sold out — remove it to order the rest
cart-line-gone =
    { $index }. <b>{ $title }</b>
    ❌ No longer sold — remove it to order the rest
cart-total = Total: <b>{ $total }</b>
cart-saved = You save { $saved } 🎉
cart-blocked = Please remove what is no longer there first.
cart-all-gone = Your cart is already empty.
lines-more = { $count ->
    [one] … and { $count } more item
   *[other] … and { $count } more items
  }

## Checkout

checkout = 📝 <b>Your order</b>
summary-line =
    { $index }. { $title }
    { $quantity } × { $price } = { $total }
ask-email = ✉️ What is your email address?
ask-phone = 📱 What is your phone number? You can simply press the button below.
ask-address = 🏠 Where shall we deliver? Please write city, street and house, or a post office.
ask-name = 🙂 What shall we call you?
bad-email = That does not look like an email address. It should look like this: olena@example.com
bad-phone = That does not look like a phone number. It should look like this: +380 67 123 45 67
bad-address = An address has { $min } to { $max } characters.
bad-name = A name has { $min } to { $max } characters.
not-your-contact = That is somebody else's contact. Please share your own number.
text-wanted = Please answer with a text, or press “Cancel”.
checkout-review = Almost done! Check your order and confirm 👇
summary = 📋 <b>Your order</b>
summary-contact =
    🙂 { $name }
    📱 { $phone }
    ✉️ { $email }
    🏠 { $address }
changes = ⚠️ <b>Something has changed in the meantime:</b>
changes-confirm = Please check and confirm again 👇
changes-fix = Please put your cart right and try again 👇
change-price = • { $title }: was { $from }, now { $to }
change-quantity = • { $title }: now { $to } in your cart instead of { $from }
change-added = • { $title }: added to your cart ({ $to })
change-removed = • { $title }: removed from your cart
change-stock = { $left ->
    [0] • { $title }: sold out
   *[other] • { $title }: only { $left } left
  }
change-gone = • { $title }: no longer sold
change-title = • { $from }: now called “{ $to }”
checkout-cancelled = Checkout cancelled. Your cart is still there 👇
placed =
    🎉 Thank you! We have your order <b>No. { $number }</b>.

    Total: <b>{ $total }</b>. We will get in touch to confirm the delivery.

## Orders

orders = 📦 <b>My orders</b>
orders-none = 📦 No orders yet. A good time for the first one!
orders-button = No. { $number } · { $date } · { $total }
orders-older = Older ➡️
orders-newest = ⬅️ Newest
order = 📦 <b>Order No. { $number }</b> of { $date }
order-gone = There is no such order.
step-behind = ✅ { $step }
step-here = <b>{ $status }</b>
step-ahead = ▫️ { $step }
step-new = New
step-accepted = Accepted
step-shipped = On its way
step-completed = Completed
status-new = 🆕 { step-new }
status-accepted = 👌 { step-accepted }
status-shipped = 🚚 { step-shipped }
status-completed = ✅ { step-completed }
status-cancelled = ✖️ Cancelled
status-returned = ↩️ Returned
history = 🕑 <b>History</b>
history-entry = { $at } · { $status } · { $by ->
    [customer] you
   *[other] the shop
  }
order-cancel-question =
    ❓ Cancel your order <b>No. { $number }</b> of <b>{ $total }</b>?

    You can order the same again at any time.
order-cancel-late = { $status ->
    [accepted] The shop has already accepted this order, so it can't be cancelled here any more.
   *[other] This order can't be cancelled any more.
  }
again-all = 🔁 Everything from order <b>No. { $number }</b> is in your cart.
again-some = 🔁 Order <b>No. { $number }</b> is in your cart, but some things have changed:
again-none = 😔 Nothing from order <b>No. { $number }</b> could be added to your cart:
again-no-room = • { $title }: your cart has no room for that many
order-accepted = 👌 We have accepted your order <b>No. { $number }</b> and are getting it ready.
order-shipped = 🚚 Your order <b>No. { $number }</b> is on its way.
order-tracking = Tracking number: <code>{ $tracking }</code>
order-completed = ✅ Your order <b>No. { $number }</b> is completed. Thank you for shopping with us!
order-cancelled = ✖️ Your order <b>No. { $number }</b> is cancelled.
order-returned = ↩️ Your order <b>No. { $number }</b> is returned.
history-note = ↳ no longer in the catalogue: { $note }
by-customer = customer
by-shop = shop

## News

news-item =
    📰 <b>{ $title }</b>
    <i>{ $date }</i>

    { $content }
news-none = 📰 No news yet.

## Messages to and from the shop

write-how = 💬 Write your message: a text, a photo, a voice message or a file. It goes straight to the shop, and the reply comes here.
write-about = 💬 Write your message about order <b>No. { $number }</b>: a text, a photo, a voice message or a file. It goes straight to the shop, and the reply comes here.
write-sent = ✅ We have your message. Add more if you like: a 👍 says that the shop has received it.
write-slow = Those were many messages 🙂 Please wait a few minutes before you write more.
write-nowhere = The shop cannot be written to here yet.
message-from = 💬 <b>{ $name }</b>
message-from-about = 💬 <b>{ $name }</b> · order No. { $number }
message-from-shop = 💬 <b>The shop</b>
message-customer = 👤 { $name }
message-order = 📦 Order No. { $number }
message-reply-how = Reply to this message: your reply goes to the customer.
message-blocked = ⚠️ <b>{ $name }</b> did not get your message: they have blocked the bot.
message-nobody = ⚠️ The customer did not get your message: they are not in the shop any more.

## Profile

profile =
    👤 <b>My profile</b>

    ✉️ Email: { $email }
    📱 Phone: { $phone }
    🙂 Name: { $name }
    🏠 Address: { $address }
    🌐 Language: { $language }
profile-unset = —
profile-saved = ✅ Saved.
choose-language = 🌐 Which language shall we speak?

## Alerts about products

alerts-button = 🔔 My alerts
alerts =
    🔔 <b>My alerts</b>

    🔔 — we write when the product is back, 📉 — when it costs less. Remove what you no longer need with 🔕.
alerts-none =
    🔔 <b>My alerts</b>

    Nothing here yet. Every product has a 📉 button, and one that is sold out a 🔔 as well: press it, and we write to you.
alert-back-added = 🔔 We'll write as soon as “{ $title }” is back.
alert-cheaper-added = 📉 We'll write as soon as “{ $title }” costs less than { $price }.
alert-removed = 🔕 We won't write about “{ $title }” any more.
alert-remove = 🔕 Don't tell me
alert-show = 👀 Show the product
alert-available = This product is in stock: you can order it.
alerts-many = You have { $most } alerts already. Remove some in your profile to add another.
alert-back = 🔔 <b>{ $title }</b> is back! It costs { $price }.
alert-cheaper = 📉 <b>{ $title }</b> costs less: { $price } now.

## Broadcasts and the staff

staff-accept = ✅ Accept
staff-ship = 🚚 Ship
staff-complete = 🏁 Complete
staff-return = ↩️ Return
staff-cancel = ✖️ Cancel order
staff-skip = ⏭ Skip
staff-order =
    <b>Order No. { $number }</b> · { $at }
    { $status }
staff-history = { $status } · { $who } · { $at }
staff-ask-tracking = 🚚 Reply to this message with the tracking number, or press “Skip”.
staff-ask-cancel = Cancel this order? Its products go back into stock.
staff-ask-return = Did this order come back? Its products go back into stock.
staff-bad-tracking = A tracking number has { $min } to { $max } characters, in one line.
staff-asks-another = Somebody else is being asked about this order.
staff-question-over = This question has expired. Please press again.
staff-shipped = 🚚 Order No. { $number } is on its way.
staff-too-late = Somebody was faster: the order is already { $status }.
staff-customer-cancelled = ✖️ The customer has cancelled order <b>No. { $number }</b>.
staff-order-gone = There is no order No. { $number }.
staff-order-how = Which order? For example: /order 12
staff-orders = 📋 <b>Orders to take care of</b>
staff-orders-none = 👌 All done: no order is waiting.
staff-orders-button = { $status } · No. { $number } · { $total }
broadcast-queued = 📣 It begins in a moment …
broadcast-running = 📣 On its way: { $settled } of { $total }
broadcast-done = ✅ Done: { $settled } of { $total }
broadcast-cancelled = ✖️ Stopped: { $settled } of { $total }
broadcast-source-gone = ⚠️ The message cannot be sent any more: { $reason }
broadcast-counts =
    Delivered: { $sent }
    Blocked the bot: { $blocked }
    Failed: { $failed }
broadcast-how = 📣 Write what everyone should read, then reply to that message with /broadcast.
broadcast-question = { $count ->
    [one] 📣 This message goes to <b>{ $count }</b> customer. Send it?
   *[other] 📣 This message goes to <b>{ $count }</b> customers. Send it?
  }
broadcast-begins = 📣 It begins in a moment …
broadcast-dropped = ✖️ Nothing was sent.
staff-people =
    Customers: { $customers }
    Blocked the bot: { $blocked }
staff-today = Today, { $date }
staff-yesterday = Yesterday, { $date }
staff-day =
    📊 <b>{ $day }</b>
    Orders: { $orders }
    Revenue: <b>{ $revenue }</b>
    Average order: { $average }
    Cancelled: { $cancelled }
    New customers: { $customers }
staff-command-orders = Orders to take care of
staff-command-order = One order, by its number
staff-command-stats = Today and yesterday
staff-command-broadcast = A message to all customers
staff-command-office = 🗄 The back office

## The way into the back office
staff-office-sent = 🗄 { $name }, the link to sign in is in our private chat. Nothing came? Open the chat with me, press “Start” and write /office again.
staff-office-link = 🗄 Sign in to the back office. The link works for 10 minutes and only once; send it to nobody.
staff-office-enter = Sign in
staff-office-no-address = 🗄 The back office has no address yet: whoever runs the shop has to set SHOP_PUBLIC_URL.
staff-office-open-chat = Open the chat
