# Тексты магазина на русском. Разметка: HTML Телеграма; то, что в { $… }, уже экранировано.

## Метки, на которые опирается остальной мир

menu-categories = 🗂 Категории
menu-deals = 🔥 Скидки
menu-cart = 🛒 Корзина
menu-orders = 📦 Мои заказы
menu-news = 📰 Новости
menu-profile = 👤 Мой профиль
menu-write = 💬 Написать в магазин
card-add = 🛒 В корзину
card-photos = 🖼 Все фото
card-share = ↗️ Поделиться
list-more = ⬇️ Показать ещё
back = ⬅️ Назад
cart-clear = 🧹 Очистить
cart-complete = ✅ Завершить заказ
share-phone = 📱 Отправить номер
confirm = ✅ Подтвердить
cancel = ✖️ Отменить
profile-email = ✉️ Почта
profile-phone = 📱 Телефон
profile-name = 🙂 Имя
profile-address = 🏠 Адрес
profile-language = 🌐 Язык
order-cancel = ✖️ Отменить заказ
order-again = 🔁 Повторить заказ
language-name = 🗣 Русский

## Начало

welcome = { $named ->
    [yes] 👋 Добро пожаловать, <b>{ $name }</b>!
   *[no] 👋 Добро пожаловать!
  }

    Здесь можно посмотреть товары, собрать корзину и сделать заказ — прямо в чате. Начните с категорий 👇
welcome-back = { $named ->
    [yes] 👋 Рады видеть вас снова, <b>{ $name }</b>!
   *[no] 👋 Рады видеть вас снова!
  }
menu = Главное меню 👇
hint = Не совсем поняли 🙂 Напишите, что ищете, воспользуйтесь кнопками ниже или отправьте /help.
help =
    <b>Как покупать</b>
    1. Напишите, что ищете, или откройте 🗂 категории либо 🔥 скидки и добавьте товары в корзину.
    2. В 🛒 корзине измените количество и нажмите «Завершить заказ».
    3. Оставьте почту, телефон и адрес, проверьте и подтвердите.

    <b>Команды</b>
    /catalog — категории
    /deals — скидки
    /cart — корзина
    /orders — мои заказы
    /news — новости
    /profile — мой профиль
    /write — написать в магазин
    /menu — главное меню
    /cancel — отменить текущее действие
nothing-to-cancel = Сейчас отменять нечего. Вот меню 👇
cancelled = Отменено. Вот меню 👇
private-only = Я принимаю заказы только в личных сообщениях. Напишите мне туда 🙂
apology = ⚠️ Что-то пошло не так с нашей стороны. Попробуйте, пожалуйста, чуть позже.
button-stale = Эта кнопка уже устарела. Откройте меню ещё раз.

command-start = Начать
command-menu = Главное меню
command-catalog = Категории товаров
command-deals = Скидки
command-cart = Корзина
command-orders = Мои заказы
command-news = Новости
command-profile = Мой профиль
command-write = Написать в магазин
command-help = Помощь
command-cancel = Отменить текущее действие

## Каталог

categories =
    🗂 <b>Категории</b>

    Что ищете?
categories-none = Каталог пока пуст. Загляните чуть позже 🙂
category = <b>{ $title }</b>
category-products = Товары — ниже 👇
category-empty = Здесь пока ничего нет.
category-gone = Этой категории уже нет.
deals-none = Сейчас скидок нет. Но в категориях есть на что посмотреть 🙂
products-end = Это всё. Больше товаров здесь нет.
product-gone = Этого товара уже нет.
search-corrected = 🔎 Ищем «{ $words }»
search-nothing = По запросу «{ $words }» ничего не нашлось 😕
search-perhaps = Возможно, вы искали это, или загляните в категории 👇
search-look = Попробуйте написать иначе или загляните в категории 👇
card-price = <b>{ $price }</b>
card-price-reduced = <s>{ $old }</s> <b>{ $price }</b> (−{ $percent } %)
card-available = ✅ Есть в наличии
card-last = { $left ->
    [one] ⚠️ Осталась { $left } штука
    [few] ⚠️ Осталось { $left } штуки
   *[other] ⚠️ Осталось { $left } штук
  }
card-sold-out = ❌ Нет в наличии
card-tell-back = 🔔 Сообщить, когда появится
card-tell-cheaper = 📉 Сообщить о скидке
photos-gone = Фото этого товара уже нет.
inline-price = { $price }
inline-price-reduced = { $price } вместо { $old }
inline-open = 🛍 Открыть в магазине
inline-none = Ничего не найдено · открыть магазин

## Корзина

added = Добавлено. В корзине: { $quantity }
add-sold-out = К сожалению, товар закончился.
add-no-more = { $quantity ->
    [one] Это всё: { $quantity } штука уже в вашей корзине.
    [few] Это всё: { $quantity } штуки уже в вашей корзине.
   *[other] Это всё: { $quantity } штук уже в вашей корзине.
  }
add-cart-full = { $lines ->
    [one] В корзине уже { $lines } товар — больше не помещается.
    [few] В корзине уже { $lines } товара — больше не помещается.
   *[other] В корзине уже { $lines } товаров — больше не помещается.
  }
cart-empty = 🛒 Корзина пуста. Пора что-нибудь выбрать!
cart-empty-button = 🗂 В каталог
cart = 🛒 <b>Корзина</b>
cart-line =
    { $index }. <b>{ $title }</b>
    { $quantity } × { $price } = <b>{ $total }</b>
cart-quantity = { $index }. × { $quantity }
cart-line-short = { $left ->
    [one] { $index }. <b>{ $title }</b>
          ⚠️ Есть только { $left } штука из { $quantity } — уменьшите количество
    [few] { $index }. <b>{ $title }</b>
          ⚠️ Есть только { $left } штуки из { $quantity } — уменьшите количество
   *[other] { $index }. <b>{ $title }</b>
          ⚠️ Есть только { $left } штук из { $quantity } — уменьшите количество
  }
cart-line-sold-out =
    { $index }. <b>{ $title }</b>
    ❌ Закончился — уберите, чтобы заказать остальное
cart-line-gone =
    { $index }. <b>{ $title }</b>
    ❌ Больше не продаётся — уберите, чтобы заказать остальное
cart-total = Итого: <b>{ $total }</b>
cart-saved = Вы экономите { $saved } 🎉
cart-blocked = Сначала уберите то, чего уже нет.
cart-all-gone = Корзина уже пуста.
lines-more = { $count ->
    [one] … и ещё { $count } позиция
    [few] … и ещё { $count } позиции
   *[other] … и ещё { $count } позиций
  }

## Оформление

checkout = 📝 <b>Оформление заказа</b>
summary-line =
    { $index }. { $title }
    { $quantity } × { $price } = { $total }
ask-email = ✉️ Какая у вас электронная почта?
ask-phone = 📱 Какой у вас номер телефона? Можно просто нажать кнопку ниже.
ask-address = 🏠 Куда доставить? Напишите город, улицу и дом или отделение почты.
ask-name = 🙂 Как к вам обращаться?
bad-email = Это не похоже на электронный адрес. Он выглядит так: olena@example.com
bad-phone = Это не похоже на номер телефона. Он выглядит так: +380 67 123 45 67
bad-address = В адресе должно быть от { $min } до { $max } символов.
bad-name = В имени должно быть от { $min } до { $max } символов.
not-your-contact = Это чужой контакт. Отправьте, пожалуйста, свой номер.
text-wanted = Отправьте, пожалуйста, ответ текстом или нажмите «Отменить».
checkout-review = Почти готово! Проверьте заказ и подтвердите 👇
summary = 📋 <b>Ваш заказ</b>
summary-contact =
    🙂 { $name }
    📱 { $phone }
    ✉️ { $email }
    🏠 { $address }
changes = ⚠️ <b>Пока вы оформляли заказ, кое-что изменилось:</b>
changes-confirm = Проверьте и подтвердите ещё раз 👇
changes-fix = Исправьте, пожалуйста, корзину — и попробуйте ещё раз 👇
change-price = • { $title }: было { $from }, теперь { $to }
change-quantity = • { $title }: в корзине теперь { $to } вместо { $from }
change-added = • { $title }: добавлено в корзину ({ $to })
change-removed = • { $title }: убрано из корзины
change-stock = { $left ->
    [0] • { $title }: закончился
    [one] • { $title }: осталась { $left } штука
    [few] • { $title }: осталось { $left } штуки
   *[other] • { $title }: осталось { $left } штук
  }
change-gone = • { $title }: больше не продаётся
change-title = • { $from }: теперь называется «{ $to }»
checkout-cancelled = Оформление отменено. Ваша корзина на месте 👇
placed =
    🎉 Спасибо! Заказ <b>№ { $number }</b> принят.

    Сумма: <b>{ $total }</b>. Мы свяжемся с вами, чтобы подтвердить доставку.

## Заказы

orders = 📦 <b>Мои заказы</b>
orders-none = 📦 Заказов пока нет. Самое время сделать первый!
orders-button = № { $number } · { $date } · { $total }
orders-older = Раньше ➡️
orders-newest = ⬅️ Самые новые
order = 📦 <b>Заказ № { $number }</b> от { $date }
order-gone = Такого заказа нет.
step-behind = ✅ { $step }
step-here = <b>{ $status }</b>
step-ahead = ▫️ { $step }
step-new = Новый
step-accepted = Принят в работу
step-shipped = В пути
step-completed = Выполнен
status-new = 🆕 { step-new }
status-accepted = 👌 { step-accepted }
status-shipped = 🚚 { step-shipped }
status-completed = ✅ { step-completed }
status-cancelled = ✖️ Отменён
status-returned = ↩️ Возвращён
history = 🕑 <b>История</b>
history-entry = { $at } · { $status } · { $by ->
    [customer] вы
   *[other] магазин
  }
order-cancel-question =
    ❓ Отменить заказ <b>№ { $number }</b> на <b>{ $total }</b>?

    Заказать то же самое ещё раз можно в любой момент.
order-cancel-late = { $status ->
    [accepted] Магазин уже взял этот заказ в работу — здесь его больше не отменить.
   *[other] Этот заказ уже нельзя отменить.
  }
again-all = 🔁 Всё из заказа <b>№ { $number }</b> в вашей корзине.
again-some = 🔁 Заказ <b>№ { $number }</b> в вашей корзине, но кое-что изменилось:
again-none = 😔 Из заказа <b>№ { $number }</b> ничего не удалось добавить в корзину:
again-no-room = • { $title }: столько в корзину не поместится
order-accepted = 👌 Мы приняли ваш заказ <b>№ { $number }</b> и уже готовим его.
order-shipped = 🚚 Ваш заказ <b>№ { $number }</b> уже в пути.
order-tracking = Номер отправления: <code>{ $tracking }</code>
order-completed = ✅ Заказ <b>№ { $number }</b> выполнен. Спасибо за покупку!
order-cancelled = ✖️ Заказ <b>№ { $number }</b> отменён.
order-returned = ↩️ Заказ <b>№ { $number }</b> возвращён.
history-note = ↳ уже нет в каталоге: { $note }
by-customer = клиент
by-shop = магазин

## Новости

news-item =
    📰 <b>{ $title }</b>
    <i>{ $date }</i>

    { $content }
news-none = 📰 Новостей пока нет.

## Сообщения магазину и от него

write-how = 💬 Напишите сообщение: текст, фото, голосовое или файл. Оно уйдёт прямо в магазин, а ответ придёт сюда.
write-about = 💬 Напишите о заказе <b>№ { $number }</b>: текст, фото, голосовое или файл. Сообщение уйдёт прямо в магазин, а ответ придёт сюда.
write-sent = ✅ Принято! Можно добавить ещё. Когда сообщение дойдёт до магазина, на нём появится 👍.
write-slow = Столько сообщений сразу 🙂 Подождите, пожалуйста, несколько минут.
write-nowhere = Сюда магазину пока нельзя написать.
message-from = 💬 <b>{ $name }</b>
message-from-about = 💬 <b>{ $name }</b> · заказ № { $number }
message-from-shop = 💬 <b>Магазин</b>
message-customer = 👤 { $name }
message-order = 📦 Заказ № { $number }
message-reply-how = Ответьте на это сообщение, и ответ придёт клиенту.
message-blocked = ⚠️ <b>{ $name }</b> не получит ваше сообщение: бот заблокирован.
message-nobody = ⚠️ Клиент не получит ваше сообщение: его больше нет в магазине.

## Профиль

profile =
    👤 <b>Мой профиль</b>

    ✉️ Почта: { $email }
    📱 Телефон: { $phone }
    🙂 Имя: { $name }
    🏠 Адрес: { $address }
    🌐 Язык: { $language }
profile-unset = —
profile-saved = ✅ Сохранено.
choose-language = 🌐 На каком языке нам общаться?

## Уведомления о товарах

alerts-button = 🔔 Мои уведомления
alerts =
    🔔 <b>Мои уведомления</b>

    🔔 — напишем, когда товар снова появится, 📉 — когда он подешевеет. Ненужное уберите кнопкой 🔕.
alerts-none =
    🔔 <b>Мои уведомления</b>

    Здесь пока пусто. Под каждым товаром есть кнопка 📉, а под распроданным ещё и 🔔 — нажмите, и мы напишем.
alert-back-added = 🔔 Напишем, как только «{ $title }» снова появится.
alert-cheaper-added = 📉 Напишем, как только «{ $title }» будет стоить меньше { $price }.
alert-removed = 🔕 Больше не будем писать о «{ $title }».
alert-remove = 🔕 Не сообщать
alert-show = 👀 Показать товар
alert-available = Этот товар уже есть — можно заказывать.
alerts-many = Уведомлений уже { $most }. Уберите лишние в профиле, чтобы добавить новое.
alert-back = 🔔 <b>{ $title }</b> снова есть! Цена { $price }.
alert-cheaper = 📉 <b>{ $title }</b> подешевел. Теперь { $price }.

## Рассылки и персонал

staff-accept = ✅ Принять
staff-ship = 🚚 Отправить
staff-complete = 🏁 Выполнен
staff-return = ↩️ Возврат
staff-cancel = ✖️ Отменить заказ
staff-skip = ⏭ Пропустить
staff-order =
    <b>Заказ № { $number }</b> · { $at }
    { $status }
staff-history = { $status } · { $who } · { $at }
staff-ask-tracking = 🚚 Пришлите номер отправления в ответ на это сообщение или нажмите «Пропустить».
staff-ask-cancel = Отменить этот заказ? Товары вернутся на склад.
staff-ask-return = Заказ вернулся? Товары вернутся на склад.
staff-bad-tracking = В номере отправления от { $min } до { $max } символов, в одну строку.
staff-asks-another = Об этом заказе уже спросили кого-то другого.
staff-question-over = Этот вопрос уже неактуален. Нажмите ещё раз.
staff-shipped = 🚚 Заказ № { $number } отправлен.
staff-too-late = Кто-то был быстрее. Статус заказа: { $status }.
staff-customer-cancelled = ✖️ Клиент отменил заказ <b>№ { $number }</b>.
staff-order-gone = Заказа № { $number } нет.
staff-order-how = Какой заказ? Например: /order 12
staff-orders = 📋 <b>Заказы в работе</b>
staff-orders-none = 👌 Всё сделано: ни один заказ не ждёт.
staff-orders-button = { $status } · № { $number } · { $total }
broadcast-queued = 📣 Сейчас начнём …
broadcast-running = 📣 Отправляем: { $settled } из { $total }
broadcast-done = ✅ Готово: { $settled } из { $total }
broadcast-cancelled = ✖️ Остановлено: { $settled } из { $total }
broadcast-source-gone = ⚠️ Это сообщение больше нельзя отправить: { $reason }
broadcast-counts =
    Доставлено: { $sent }
    Заблокировали бота: { $blocked }
    Не удалось: { $failed }
broadcast-how = 📣 Напишите то, что должны прочитать все, и ответьте на это сообщение командой /broadcast.
broadcast-question = { $count ->
    [one] 📣 Это сообщение получит <b>{ $count }</b> клиент. Отправить?
    [few] 📣 Это сообщение получат <b>{ $count }</b> клиента. Отправить?
   *[other] 📣 Это сообщение получат <b>{ $count }</b> клиентов. Отправить?
  }
broadcast-begins = 📣 Сейчас начнём …
broadcast-dropped = ✖️ Ничего не отправлено.
staff-people =
    Клиентов: { $customers }
    Заблокировали бота: { $blocked }
staff-today = Сегодня, { $date }
staff-yesterday = Вчера, { $date }
staff-day =
    📊 <b>{ $day }</b>
    Заказов: { $orders }
    Выручка: <b>{ $revenue }</b>
    Средний чек: { $average }
    Отменено: { $cancelled }
    Новых клиентов: { $customers }
staff-command-orders = Заказы в работе
staff-command-order = Один заказ по номеру
staff-command-stats = Сегодня и вчера
staff-command-broadcast = Сообщение всем клиентам
staff-command-office = 🗄 Кабинет магазина

## The way into the back office
staff-office-sent = 🗄 { $name }, ссылка для входа – в нашем личном чате. Ничего не пришло? Откройте чат со мной, нажмите «Start» и повторите /office.
staff-office-link = 🗄 Вход в кабинет магазина. Ссылка действует 10 минут и только один раз; никому её не пересылайте.
staff-office-enter = Войти
staff-office-no-address = 🗄 У кабинета ещё нет адреса: пусть тот, кто настраивает магазин, задаст SHOP_PUBLIC_URL.
staff-office-open-chat = Открыть чат
