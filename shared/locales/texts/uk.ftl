# Тексти магазину українською. Розмітка: HTML Телеграму; те, що в { $… }, уже екрановано.

## Мітки, на які спирається решта світу

menu-categories = 🗂 Категорії
menu-deals = 🔥 Знижки
menu-cart = 🛒 Кошик
menu-orders = 📦 Мої замовлення
menu-news = 📰 Новини
menu-profile = 👤 Мій профіль
menu-write = 💬 Написати в магазин
card-add = 🛒 До кошика
card-photos = 🖼 Усі фото
card-share = ↗️ Поділитися
list-more = ⬇️ Показати ще
back = ⬅️ Назад
cart-clear = 🧹 Очистити
cart-complete = ✅ Завершити замовлення
share-phone = 📱 Надіслати номер
confirm = ✅ Підтвердити
cancel = ✖️ Скасувати
profile-email = ✉️ Пошта
profile-phone = 📱 Телефон
profile-name = 🙂 Ім'я
profile-address = 🏠 Адреса
profile-language = 🌐 Мова
order-cancel = ✖️ Скасувати замовлення
order-again = 🔁 Замовити ще раз
language-name = 🇺🇦 Українська

## Початок

welcome = { $named ->
    [yes] 👋 Вітаємо, <b>{ $name }</b>!
   *[no] 👋 Вітаємо!
  }

    Тут можна переглянути товари, зібрати кошик і зробити замовлення — просто в чаті. Почніть із категорій 👇
welcome-back = { $named ->
    [yes] 👋 Раді бачити вас знову, <b>{ $name }</b>!
   *[no] 👋 Раді бачити вас знову!
  }
menu = Головне меню 👇
hint = Не зовсім зрозуміли 🙂 Напишіть, що шукаєте, скористайтеся кнопками нижче або надішліть /help.
help =
    <b>Як купувати</b>
    1. Напишіть, що шукаєте, або відкрийте 🗂 категорії чи 🔥 знижки, і додайте товари до кошика.
    2. У 🛒 кошику змініть кількість і натисніть «Завершити замовлення».
    3. Залиште пошту, телефон та адресу, перевірте й підтвердьте.

    <b>Команди</b>
    /catalog — категорії
    /deals — знижки
    /cart — кошик
    /orders — мої замовлення
    /news — новини
    /profile — мій профіль
    /write — написати в магазин
    /menu — головне меню
    /cancel — скасувати поточну дію
nothing-to-cancel = Зараз нічого скасовувати. Ось меню 👇
cancelled = Скасовано. Ось меню 👇
private-only = Я приймаю замовлення лише в особистих повідомленнях. Напишіть мені туди 🙂
apology = ⚠️ Щось пішло не так на нашому боці. Спробуйте, будь ласка, трохи пізніше.
button-stale = Ця кнопка вже застаріла. Відкрийте меню ще раз.

command-start = Почати
command-menu = Головне меню
command-catalog = Категорії товарів
command-deals = Знижки
command-cart = Кошик
command-orders = Мої замовлення
command-news = Новини
command-profile = Мій профіль
command-write = Написати в магазин
command-help = Допомога
command-cancel = Скасувати поточну дію

## Каталог

categories =
    🗂 <b>Категорії</b>

    Що шукаєте?
categories-none = Каталог поки порожній. Завітайте трохи згодом 🙂
category = <b>{ $title }</b>
category-products = Товари — нижче 👇
category-empty = Тут поки нічого немає.
category-gone = Цієї категорії вже немає.
deals-none = Зараз знижок немає. Але в категоріях є на що подивитися 🙂
products-end = Це все. Більше товарів тут немає.
product-gone = Цього товару вже немає.
search-corrected = 🔎 Шукаємо «{ $words }»
search-nothing = За запитом «{ $words }» нічого не знайшлося 😕
search-perhaps = Можливо, ви шукали це, або погляньте в категорії 👇
search-look = Спробуйте написати інакше або погляньте в категорії 👇
card-price = <b>{ $price }</b>
card-price-reduced = <s>{ $old }</s> <b>{ $price }</b> (−{ $percent } %)
card-available = ✅ Є в наявності
card-last = { $left ->
    [one] ⚠️ Лишилася { $left } штука
    [few] ⚠️ Лишилося { $left } штуки
   *[other] ⚠️ Лишилося { $left } штук
  }
card-sold-out = ❌ Немає в наявності
card-tell-back = 🔔 Повідомити, коли з'явиться
card-tell-cheaper = 📉 Повідомити про знижку
photos-gone = Фото цього товару вже немає.
inline-price = { $price }
inline-price-reduced = { $price } замість { $old }
inline-open = 🛍 Відкрити в магазині
inline-none = Нічого не знайдено · відкрити магазин

## Кошик

added = Додано. У кошику: { $quantity }
add-sold-out = На жаль, товар закінчився.
add-no-more = { $quantity ->
    [one] Це все: { $quantity } штука вже у вашому кошику.
    [few] Це все: { $quantity } штуки вже у вашому кошику.
   *[other] Це все: { $quantity } штук уже у вашому кошику.
  }
add-cart-full = { $lines ->
    [one] У кошику вже { $lines } товар — більше не вміщається.
    [few] У кошику вже { $lines } товари — більше не вміщається.
   *[other] У кошику вже { $lines } товарів — більше не вміщається.
  }
cart-empty = 🛒 Кошик порожній. Час щось вибрати!
cart-empty-button = 🗂 До каталогу
cart = 🛒 <b>Кошик</b>
cart-line =
    { $index }. <b>{ $title }</b>
    { $quantity } × { $price } = <b>{ $total }</b>
cart-quantity = { $index }. × { $quantity }
cart-line-short = { $left ->
    [one] { $index }. <b>{ $title }</b>
          ⚠️ Є лише { $left } штука з { $quantity } — зменште кількість
    [few] { $index }. <b>{ $title }</b>
          ⚠️ Є лише { $left } штуки з { $quantity } — зменште кількість
   *[other] { $index }. <b>{ $title }</b>
          ⚠️ Є лише { $left } штук із { $quantity } — зменште кількість
  }
cart-line-sold-out =
    { $index }. <b>{ $title }</b>
    ❌ Закінчився — приберіть, щоб замовити решту
cart-line-gone =
    { $index }. <b>{ $title }</b>
    ❌ Більше не продається — приберіть, щоб замовити решту
cart-total = Разом: <b>{ $total }</b>
cart-saved = Ви заощаджуєте { $saved } 🎉
cart-blocked = Спершу приберіть те, чого вже немає.
cart-all-gone = Кошик уже порожній.
lines-more = { $count ->
    [one] … і ще { $count } позиція
    [few] … і ще { $count } позиції
   *[other] … і ще { $count } позицій
  }

## Оформлення

checkout = 📝 <b>Оформлення замовлення</b>
summary-line =
    { $index }. { $title }
    { $quantity } × { $price } = { $total }
ask-email = ✉️ Яка у вас електронна пошта?
ask-phone = 📱 Який у вас номер телефону? Можна просто натиснути кнопку нижче.
ask-address = 🏠 Куди доставити? Напишіть місто, вулицю та будинок або відділення пошти.
ask-name = 🙂 Як до вас звертатися?
bad-email = Це не схоже на електронну адресу. Вона виглядає так: olena@example.com
bad-phone = Це не схоже на номер телефону. Він виглядає так: +380 67 123 45 67
bad-address = Адреса має містити від { $min } до { $max } символів.
bad-name = Ім'я має містити від { $min } до { $max } символів.
not-your-contact = Це чужий контакт. Надішліть, будь ласка, свій номер.
text-wanted = Надішліть, будь ласка, відповідь текстом або натисніть «Скасувати».
checkout-review = Майже готово! Перевірте замовлення й підтвердьте 👇
summary = 📋 <b>Ваше замовлення</b>
summary-contact =
    🙂 { $name }
    📱 { $phone }
    ✉️ { $email }
    🏠 { $address }
changes = ⚠️ <b>Поки ви оформлювали, дещо змінилося:</b>
changes-confirm = Перевірте й підтвердьте ще раз 👇
changes-fix = Виправте кошик, будь ласка, — і спробуйте ще раз 👇
change-price = • { $title }: було { $from }, тепер { $to }
change-quantity = • { $title }: у кошику тепер { $to } замість { $from }
change-added = • { $title }: додано до кошика ({ $to })
change-removed = • { $title }: прибрано з кошика
change-stock = { $left ->
    [0] • { $title }: закінчився
    [one] • { $title }: лишилася { $left } штука
    [few] • { $title }: лишилося { $left } штуки
   *[other] • { $title }: лишилося { $left } штук
  }
change-gone = • { $title }: більше не продається
change-title = • { $from }: тепер називається «{ $to }»
checkout-cancelled = Оформлення скасовано. Ваш кошик на місці 👇
placed =
    🎉 Дякуємо! Замовлення <b>№ { $number }</b> прийнято.

    Сума: <b>{ $total }</b>. Ми зв'яжемося з вами, щоб підтвердити доставку.

## Замовлення

orders = 📦 <b>Мої замовлення</b>
orders-none = 📦 Замовлень поки немає. Саме час зробити перше!
orders-button = № { $number } · { $date } · { $total }
orders-older = Раніші ➡️
orders-newest = ⬅️ Найновіші
order = 📦 <b>Замовлення № { $number }</b> від { $date }
order-gone = Такого замовлення немає.
step-behind = ✅ { $step }
step-here = <b>{ $status }</b>
step-ahead = ▫️ { $step }
step-new = Нове
step-accepted = Прийнято в роботу
step-shipped = У дорозі
step-completed = Виконано
status-new = 🆕 { step-new }
status-accepted = 👌 { step-accepted }
status-shipped = 🚚 { step-shipped }
status-completed = ✅ { step-completed }
status-cancelled = ✖️ Скасовано
status-returned = ↩️ Повернено
history = 🕑 <b>Історія</b>
history-entry = { $at } · { $status } · { $by ->
    [customer] ви
   *[other] магазин
  }
order-cancel-question =
    ❓ Скасувати замовлення <b>№ { $number }</b> на <b>{ $total }</b>?

    Замовити те саме ще раз можна будь-коли.
order-cancel-late = { $status ->
    [accepted] Магазин уже взяв це замовлення в роботу — тут його більше не скасувати.
   *[other] Це замовлення вже не можна скасувати.
  }
again-all = 🔁 Усе із замовлення <b>№ { $number }</b> у вашому кошику.
again-some = 🔁 Замовлення <b>№ { $number }</b> у вашому кошику, але дещо змінилося:
again-none = 😔 Із замовлення <b>№ { $number }</b> нічого не вдалося додати до кошика:
again-no-room = • { $title }: стільки в кошик не вміститься
order-accepted = 👌 Ми прийняли ваше замовлення <b>№ { $number }</b> і вже готуємо його.
order-shipped = 🚚 Ваше замовлення <b>№ { $number }</b> уже в дорозі.
order-tracking = Номер відправлення: <code>{ $tracking }</code>
order-completed = ✅ Замовлення <b>№ { $number }</b> виконано. Дякуємо за покупку!
order-cancelled = ✖️ Замовлення <b>№ { $number }</b> скасовано.
order-returned = ↩️ Замовлення <b>№ { $number }</b> повернено.
history-note = ↳ вже немає в каталозі: { $note }
by-customer = клієнт
by-shop = магазин

## Новини

news-item =
    📰 <b>{ $title }</b>
    <i>{ $date }</i>

    { $content }
news-none = 📰 Новин поки немає.

## Повідомлення магазину та від нього

write-how = 💬 Напишіть повідомлення: текст, фото, голосове чи файл. Воно піде просто в магазин, а відповідь надійде сюди.
write-about = 💬 Напишіть про замовлення <b>№ { $number }</b>: текст, фото, голосове чи файл. Повідомлення піде просто в магазин, а відповідь надійде сюди.
write-sent = ✅ Прийнято! Можна додати ще. Коли повідомлення дійде до магазину, на ньому з’явиться 👍.
write-slow = Стільки повідомлень одразу 🙂 Зачекайте, будь ласка, кілька хвилин.
write-nowhere = Сюди магазину поки що не можна написати.
message-from = 💬 <b>{ $name }</b>
message-from-about = 💬 <b>{ $name }</b> · замовлення № { $number }
message-from-shop = 💬 <b>Магазин</b>
message-customer = 👤 { $name }
message-order = 📦 Замовлення № { $number }
message-reply-how = Дайте відповідь на це повідомлення, і вона надійде клієнту.
message-blocked = ⚠️ <b>{ $name }</b> не отримає ваше повідомлення: бота заблоковано.
message-nobody = ⚠️ Клієнт не отримає ваше повідомлення: його вже немає в магазині.

## Профіль

profile =
    👤 <b>Мій профіль</b>

    ✉️ Пошта: { $email }
    📱 Телефон: { $phone }
    🙂 Ім'я: { $name }
    🏠 Адреса: { $address }
    🌐 Мова: { $language }
profile-unset = —
profile-saved = ✅ Збережено.
choose-language = 🌐 Якою мовою нам спілкуватися?

## Сповіщення про товари

alerts-button = 🔔 Мої сповіщення
alerts =
    🔔 <b>Мої сповіщення</b>

    🔔 — напишемо, коли товар знову з'явиться, 📉 — коли він подешевшає. Непотрібне приберіть кнопкою 🔕.
alerts-none =
    🔔 <b>Мої сповіщення</b>

    Тут поки порожньо. Під кожним товаром є кнопка 📉, а під розпроданим ще й 🔔 — натисніть, і ми напишемо.
alert-back-added = 🔔 Напишемо, щойно «{ $title }» знову з'явиться.
alert-cheaper-added = 📉 Напишемо, щойно «{ $title }» коштуватиме менше ніж { $price }.
alert-removed = 🔕 Більше не писатимемо про «{ $title }».
alert-remove = 🔕 Не повідомляти
alert-show = 👀 Показати товар
alert-available = Цей товар уже є — можна замовляти.
alerts-many = Сповіщень уже { $most }. Приберіть зайві в профілі, щоб додати нове.
alert-back = 🔔 <b>{ $title }</b> знову є! Ціна { $price }.
alert-cheaper = 📉 <b>{ $title }</b> подешевшав. Тепер { $price }.

## Розсилки й персонал

staff-accept = ✅ Прийняти
staff-ship = 🚚 Відправити
staff-complete = 🏁 Виконано
staff-return = ↩️ Повернення
staff-cancel = ✖️ Скасувати замовлення
staff-skip = ⏭ Пропустити
staff-order =
    <b>Замовлення № { $number }</b> · { $at }
    { $status }
staff-history = { $status } · { $who } · { $at }
staff-ask-tracking = 🚚 Надішліть номер відправлення у відповідь на це повідомлення або натисніть «Пропустити».
staff-ask-cancel = Скасувати це замовлення? Товари повернуться на склад.
staff-ask-return = Замовлення повернулося? Товари повернуться на склад.
staff-bad-tracking = Номер відправлення має від { $min } до { $max } символів, в одному рядку.
staff-asks-another = Про це замовлення вже запитали когось іншого.
staff-question-over = Це запитання вже неактуальне. Натисніть ще раз.
staff-shipped = 🚚 Замовлення № { $number } відправлено.
staff-too-late = Хтось був швидшим. Статус замовлення: { $status }.
staff-customer-cancelled = ✖️ Клієнт скасував замовлення <b>№ { $number }</b>.
staff-order-gone = Замовлення № { $number } немає.
staff-order-how = Яке замовлення? Наприклад: /order 12
staff-orders = 📋 <b>Замовлення в роботі</b>
staff-orders-none = 👌 Усе зроблено: жодне замовлення не чекає.
staff-orders-button = { $status } · № { $number } · { $total }
broadcast-queued = 📣 За мить почнемо …
broadcast-running = 📣 Надсилаємо: { $settled } з { $total }
broadcast-done = ✅ Готово: { $settled } з { $total }
broadcast-cancelled = ✖️ Зупинено: { $settled } з { $total }
broadcast-source-gone = ⚠️ Це повідомлення більше не можна надіслати: { $reason }
broadcast-counts =
    Доставлено: { $sent }
    Заблокували бота: { $blocked }
    Не вдалося: { $failed }
broadcast-how = 📣 Напишіть те, що мають прочитати всі, і дайте на це повідомлення відповідь /broadcast.
broadcast-question = { $count ->
    [one] 📣 Це повідомлення отримає <b>{ $count }</b> клієнт. Надіслати?
    [few] 📣 Це повідомлення отримають <b>{ $count }</b> клієнти. Надіслати?
   *[other] 📣 Це повідомлення отримають <b>{ $count }</b> клієнтів. Надіслати?
  }
broadcast-begins = 📣 За мить почнемо …
broadcast-dropped = ✖️ Нічого не надіслано.
staff-people =
    Клієнтів: { $customers }
    Заблокували бота: { $blocked }
staff-today = Сьогодні, { $date }
staff-yesterday = Учора, { $date }
staff-day =
    📊 <b>{ $day }</b>
    Замовлень: { $orders }
    Виторг: <b>{ $revenue }</b>
    Середній чек: { $average }
    Скасовано: { $cancelled }
    Нових клієнтів: { $customers }
staff-command-orders = Замовлення в роботі
staff-command-order = Одне замовлення за номером
staff-command-stats = Сьогодні та вчора
staff-command-broadcast = Повідомлення всім клієнтам
staff-command-office = 🗄 Кабінет магазину

## The way into the back office
staff-office-sent = 🗄 { $name }, посилання для входу – у нашому приватному чаті. Нічого не прийшло? Відкрийте чат зі мною, натисніть «Start» і повторіть /office.
staff-office-link = 🗄 Вхід до кабінету магазину. Посилання діє 10 хвилин і лише один раз; нікому його не пересилайте.
staff-office-enter = Увійти
staff-office-no-address = 🗄 Кабінет ще не має адреси: нехай той, хто налаштовує магазин, задасть SHOP_PUBLIC_URL.
staff-office-open-chat = Відкрити чат
