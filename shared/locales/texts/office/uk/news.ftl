# The back office: news and broadcasts

## Formatting, as Telegram knows it
office-format-help = Можна: <b>жирний</b>, <i>курсив</i>, <u>підкреслений</u>, <s>закреслений</s>, <a href="https://…">посилання</a>.
office-format-bold = Жирний
office-format-italic = Курсив
office-format-underlined = Підкреслений
office-format-struck = Закреслений
office-format-hidden = Прихований
office-format-quote = Цитата
office-format-link = Посилання
office-format-address = Адреса посилання
office-format-at = Символ { $at }: { $problem }
office-format-broken-tag = тут «<» не починає тегу. Сам знак пишіть як &lt;.
office-format-no-address = посилання потребує адреси: <a href="https://…">.
office-format-unknown-tag = Telegram не знає тегу <{ $name }>.
office-format-unknown-attribute = { $name } тут зайве.
office-format-bad-address = Telegram не відкриє адресу { $name }.
office-format-unknown-entity = Telegram не знає &{ $name };.
office-format-not-closed = тут бракує </{ $name }>.
office-format-not-open = </{ $name }> нічого не закриває.
office-format-nested = <{ $inner }> не може стояти всередині <{ $outer }>.
office-format-too-many = забагато форматування: щонайбільше { $max } фрагментів.

## News
office-news-new = Нова новина
office-news-none = Новин ще немає.
office-news-title = Заголовок
office-news-content = Текст
office-news-published = Опубліковано
office-news-to-come = заплановано
office-news-languages = Мови
office-news-at = Коли опублікувати
office-news-at-help = За часом магазину. Порожньо – одразу.
office-news-notify = { $count ->
    [one] Надіслати { $count } покупцеві
    [few] Надіслати { $count } покупцям
   *[many] Надіслати { $count } покупцям
}
office-news-told-once = Новину надсилають один раз, коли її опубліковано. Зміни побачать ті, хто відкриє її згодом.
office-news-preview = Як це побачать покупці
office-news-preview-none = Напишіть текст, і тут з'явиться повідомлення.
office-news-test = Показати команді
office-news-test-sent = Пробне повідомлення піде в чат команди за мить.
office-news-no-staff-chat = Чат команди не налаштовано (SHOP_STAFF_CHAT_ID).
office-news-publish = Опублікувати
office-news-delete-question = Видалити новину? Якщо її ще не надіслано, покупці її не отримають.
office-news-meanwhile = Хтось змінив новину раніше за вас. Праворуч – її нинішній стан, у полях – ваш текст. Збережіть ще раз, щоб залишити свій.

## Broadcasts
office-broadcasts-new = Нова розсилка
office-broadcasts-none = Розсилок ще не було.
office-broadcasts-text = Повідомлення
office-broadcasts-at = Коли надіслати
office-broadcasts-at-help = За часом магазину. Порожньо – одразу.
office-broadcasts-send = Надіслати…
office-broadcasts-question = { $count ->
    [one] Повідомлення отримає { $count } покупець. Повернути його не можна.
    [few] Повідомлення отримають { $count } покупці. Повернути його не можна.
   *[many] Повідомлення отримають { $count } покупців. Повернути його не можна.
}
office-broadcasts-send-to = { $count ->
    [one] Надіслати { $count } покупцеві
    [few] Надіслати { $count } покупцям
   *[many] Надіслати { $count } покупцям
}
office-broadcasts-scheduled = заплановано
office-broadcasts-queued = у черзі
office-broadcasts-running = надсилається
office-broadcasts-done = надіслано
office-broadcasts-cancelled = зупинено
office-broadcasts-progress = Перебіг розсилки
office-broadcasts-settled = { $settled } з { $total }
office-broadcasts-sent = Доставлено
office-broadcasts-blocked = Заблокували бота
office-broadcasts-failed = Не вдалося
office-broadcasts-why = Чому не вдалося
office-broadcasts-written = Створено
office-broadcasts-begins = Початок
office-broadcasts-ended = Кінець
office-broadcasts-reason = Далі надсилати не можна: { $reason }
office-broadcasts-reload = Оновити
office-broadcasts-cancel = Зупинити
office-broadcasts-cancel-question = Зупинити розсилку? Хто вже отримав повідомлення, у того воно залишиться.
office-broadcasts-over = Ця розсилка вже завершилася.
office-broadcasts-copy = Повідомлення з чату команди
office-broadcasts-news = Відкрити новину
office-broadcasts-news-gone = Новину видалено
