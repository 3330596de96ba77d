# The back office: news and broadcasts

## Formatting, as Telegram knows it
office-format-help = Можно: <b>жирный</b>, <i>курсив</i>, <u>подчёркнутый</u>, <s>зачёркнутый</s>, <a href="https://…">ссылка</a>.
office-format-bold = Жирный
office-format-italic = Курсив
office-format-underlined = Подчёркнутый
office-format-struck = Зачёркнутый
office-format-hidden = Скрытый
office-format-quote = Цитата
office-format-link = Ссылка
office-format-address = Адрес ссылки
office-format-at = Символ { $at }: { $problem }
office-format-broken-tag = здесь «<» не начинает тег. Сам знак пишите как &lt;.
office-format-no-address = ссылке нужен адрес: <a href="https://…">.
office-format-unknown-tag = Telegram не знает тега <{ $name }>.
office-format-unknown-attribute = { $name } здесь лишнее.
office-format-bad-address = Telegram не откроет адрес { $name }.
office-format-unknown-entity = Telegram не знает &{ $name };.
office-format-not-closed = здесь не хватает </{ $name }>.
office-format-not-open = </{ $name }> ничего не закрывает.
office-format-nested = <{ $inner }> не может стоять внутри <{ $outer }>.
office-format-too-many = слишком много форматирования: не больше { $max } фрагментов.

## News
office-news-new = Новая новость
office-news-none = Новостей пока нет.
office-news-title = Заголовок
office-news-content = Текст
office-news-published = Опубликовано
office-news-to-come = запланировано
office-news-languages = Языки
office-news-at = Когда опубликовать
office-news-at-help = По времени магазина. Пусто – сразу.
office-news-notify = { $count ->
    [one] Отправить { $count } покупателю
    [few] Отправить { $count } покупателям
   *[many] Отправить { $count } покупателям
}
office-news-told-once = Новость отправляют один раз, когда она опубликована. Изменения увидят те, кто откроет её позже.
office-news-preview = Как это увидят покупатели
office-news-preview-none = Напишите текст, и здесь появится сообщение.
office-news-test = Показать команде
office-news-test-sent = Пробное сообщение придёт в чат команды через мгновение.
office-news-no-staff-chat = Чат команды не настроен (SHOP_STAFF_CHAT_ID).
office-news-publish = Опубликовать
office-news-delete-question = Удалить новость? Если она ещё не отправлена, покупатели её не получат.
office-news-meanwhile = Кто-то изменил новость раньше вас. Справа – её текущее состояние, в полях – ваш текст. Сохраните ещё раз, чтобы оставить свой.

## Broadcasts
office-broadcasts-new = Новая рассылка
office-broadcasts-none = Рассылок пока не было.
office-broadcasts-text = Сообщение
office-broadcasts-at = Когда отправить
office-broadcasts-at-help = По времени магазина. Пусто – сразу.
office-broadcasts-send = Отправить…
office-broadcasts-question = { $count ->
    [one] Сообщение получит { $count } покупатель. Вернуть его нельзя.
    [few] Сообщение получат { $count } покупателя. Вернуть его нельзя.
   *[many] Сообщение получат { $count } покупателей. Вернуть его нельзя.
}
office-broadcasts-send-to = { $count ->
    [one] Отправить { $count } покупателю
    [few] Отправить { $count } покупателям
   *[many] Отправить { $count } покупателям
}
office-broadcasts-scheduled = запланирована
office-broadcasts-queued = в очереди
office-broadcasts-running = отправляется
office-broadcasts-done = отправлена
office-broadcasts-cancelled = остановлена
office-broadcasts-progress = Ход рассылки
office-broadcasts-settled = { $settled } из { $total }
office-broadcasts-sent = Доставлено
office-broadcasts-blocked = Заблокировали бота
office-broadcasts-failed = Не удалось
office-broadcasts-why = Почему не удалось
office-broadcasts-written = Создана
office-broadcasts-begins = Начало
office-broadcasts-ended = Конец
office-broadcasts-reason = Дальше отправлять нельзя: { $reason }
office-broadcasts-reload = Обновить
office-broadcasts-cancel = Остановить
office-broadcasts-cancel-question = Остановить рассылку? У тех, кто уже получил сообщение, оно останется.
office-broadcasts-over = Эта рассылка уже завершена.
office-broadcasts-copy = Сообщение из чата команды
office-broadcasts-news = Открыть новость
office-broadcasts-news-gone = Новость удалена
