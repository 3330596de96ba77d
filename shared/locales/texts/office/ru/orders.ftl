# The back office: orders

office-orders-all = Все
office-orders-number = № заказа
office-orders-customer-id = Покупатель (Telegram id)
office-orders-from = С дня
office-orders-to = По день
office-orders-none = Таких заказов нет.
office-orders-tick-all = Отметить все
office-orders-tick = Отметить заказ № { $number }
office-orders-order = Заказ
office-orders-placed = Оформлен
office-orders-customer = Покупатель
office-orders-erased = данные стёрты
office-orders-status = Статус
office-orders-total = Итого
office-orders-bulk-how = Действие для отмеченных заказов.
office-orders-none-ticked = Сначала отметьте заказы.
office-orders-bulk-done = { $count ->
    [one] Изменён { $count } заказ.
    [few] Изменено { $count } заказа.
   *[many] Изменено { $count } заказов.
}
office-orders-bulk-refused = Эти заказы не могут стать «{ $status }»:
office-orders-meanwhile = Кто-то уже изменил этот заказ. Вот его текущее состояние; ваше действие не выполнено.
office-orders-new-count = { $count ->
    [one] { $count } новый заказ
    [few] { $count } новых заказа
   *[many] { $count } новых заказов
}

## One order
office-order-number = № { $number }
office-order-title = Заказ № { $number }
office-order-slip = 🖨 Упаковочный лист
office-order-lines = Товары
office-order-product = Товар
office-order-price = Цена
office-order-quantity = Количество
office-order-name = Имя
office-order-phone = Телефон
office-order-email = Почта
office-order-address = Адрес
office-order-tracking = Номер посылки
office-order-tracking-help = Покупатель получит его в чате. Можно оставить пустым.
office-order-all-of-customer = Все заказы покупателя
office-order-history = История
office-order-by-staff = магазин
office-order-by-customer = покупатель
office-order-by-system = автоматически
office-order-note = Товары, которых уже нет в каталоге:
office-order-cancel-question = Отменить заказ? Товары вернутся на склад, а покупатель получит сообщение.
office-order-return-question = Оформить возврат? Товары вернутся на склад, а покупатель получит сообщение.
office-order-conversation = Переписка

## Conversations
office-talk-none = Пока ничего не написано.
office-talk-delivered = доставлено
office-talk-photo = 🖼 фото – смотрите в чате команды
office-talk-voice = 🎤 голосовое – слушайте в чате команды
office-talk-document = 📎 файл – смотрите в чате команды
office-talk-location = 📍 место на карте – смотрите в чате команды
office-talk-other = сообщение – смотрите в чате команды
office-talk-write = Написать покупателю
office-talk-send = Отправить

## Packing slip
office-slip-print = Напечатать
office-slip-back = К заказу
office-slip-thanks = Спасибо за покупку!
