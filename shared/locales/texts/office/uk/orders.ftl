# The back office: orders

office-orders-all = Усі
office-orders-number = № замовлення
office-orders-customer-id = Покупець (Telegram id)
office-orders-from = З дня
office-orders-to = До дня
office-orders-none = Таких замовлень немає.
office-orders-tick-all = Позначити всі
office-orders-tick = Позначити замовлення № { $number }
office-orders-order = Замовлення
office-orders-placed = Оформлене
office-orders-customer = Покупець
office-orders-erased = дані стерто
office-orders-status = Стан
office-orders-total = Разом
office-orders-bulk-how = Дія для позначених замовлень.
office-orders-none-ticked = Спершу позначте замовлення.
office-orders-bulk-done = { $count ->
    [one] Змінено { $count } замовлення.
    [few] Змінено { $count } замовлення.
   *[many] Змінено { $count } замовлень.
}
office-orders-bulk-refused = Ці замовлення не можуть стати «{ $status }»:
office-orders-meanwhile = Хтось уже змінив це замовлення. Ось його нинішній стан; ваша дія не виконана.
office-orders-new-count = { $count ->
    [one] { $count } нове замовлення
    [few] { $count } нові замовлення
   *[many] { $count } нових замовлень
}

## One order
office-order-number = № { $number }
office-order-title = Замовлення № { $number }
office-order-slip = 🖨 Пакувальний лист
office-order-lines = Товари
office-order-product = Товар
office-order-price = Ціна
office-order-quantity = Кількість
office-order-name = Ім'я
office-order-phone = Телефон
office-order-email = Пошта
office-order-address = Адреса
office-order-tracking = Номер посилки
office-order-tracking-help = Покупець отримає його в чаті. Можна лишити порожнім.
office-order-all-of-customer = Усі замовлення покупця
office-order-history = Історія
office-order-by-staff = магазин
office-order-by-customer = покупець
office-order-by-system = автоматично
office-order-note = Товари, яких уже немає в каталозі:
office-order-cancel-question = Скасувати замовлення? Товари повернуться на склад, а покупець отримає повідомлення.
office-order-return-question = Оформити повернення? Товари повернуться на склад, а покупець отримає повідомлення.
office-order-conversation = Листування

## Conversations
office-talk-none = Ще нічого не написано.
office-talk-delivered = доставлено
office-talk-photo = 🖼 фото – дивіться в чаті команди
office-talk-voice = 🎤 голосове – слухайте в чаті команди
office-talk-document = 📎 файл – дивіться в чаті команди
office-talk-location = 📍 місце на карті – дивіться в чаті команди
office-talk-other = повідомлення – дивіться в чаті команди
office-talk-write = Написати покупцеві
office-talk-send = Надіслати

## Packing slip
office-slip-print = Надрукувати
office-slip-back = До замовлення
office-slip-thanks = Дякуємо за покупку!
