# The back office: orders

office-orders-all = All
office-orders-number = Order no.
office-orders-customer-id = Customer (Telegram id)
office-orders-from = From
office-orders-to = To
office-orders-none = There are no such orders.
office-orders-tick-all = Tick all
office-orders-tick = Tick order no. { $number }
office-orders-order = Order
office-orders-placed = Placed
office-orders-customer = Customer
office-orders-erased = erased
office-orders-status = Status
office-orders-total = Total
office-orders-bulk-how = Done to the orders that are ticked.
office-orders-none-ticked = Tick some orders first.
office-orders-bulk-done = { $count ->
    [one] { $count } order was changed.
   *[other] { $count } orders were changed.
}
office-orders-bulk-refused = These orders cannot become “{ $status }”:
office-orders-meanwhile = Somebody has changed this order already. This is how it stands now; nothing was done.
office-orders-new-count = { $count ->
    [one] { $count } new order
   *[other] { $count } new orders
}

## One order
office-order-number = No. { $number }
office-order-title = Order no. { $number }
office-order-slip = 🖨 Packing slip
office-order-lines = Products
office-order-product = Product
office-order-price = Price
office-order-quantity = Quantity
office-order-name = Name
office-order-phone = Phone
office-order-email = Email
office-order-address = Address
office-order-tracking = Tracking number
office-order-tracking-help = The customer gets it in the chat. May be left empty.
office-order-all-of-customer = All orders of this customer
office-order-history = History
office-order-by-staff = the shop
office-order-by-customer = the customer
office-order-by-system = automatic
office-order-note = No longer in the catalogue:
office-order-cancel-question = Cancel the order? Its products go back on sale, and the customer is told.
office-order-return-question = Take the order back? Its products go back on sale, and the customer is told.
office-order-conversation = Conversation

## Conversations
office-talk-none = Nothing has been written yet.
office-talk-delivered = delivered
office-talk-photo = 🖼 a photo: see the staff chat
office-talk-voice = 🎤 a voice message: see the staff chat
office-talk-document = 📎 a file: see the staff chat
office-talk-location = 📍 a location: see the staff chat
office-talk-other = a message: see the staff chat
office-talk-write = Write to the customer
office-talk-send = Send

## Packing slip
office-slip-print = Print
office-slip-back = Back to the order
office-slip-thanks = Thank you for your order!
