# The back office: customers

office-customers-search-help = Имя, @username, телефон, почта или Telegram id.
office-customers-from = Впервые с дня
office-customers-to = По день
office-customers-none = Таких покупателей нет.
office-customers-since = Впервые
office-customers-blocked = заблокировал бота
office-customers-blocked-how = Сообщение не дойдёт, пока покупатель не разблокирует бота.

## One customer
office-customers-spent = Потрачено
office-customers-last-order = Последний заказ
office-customers-no-orders = Пока ничего не заказывали.
office-customers-profile = О покупателе
office-customers-language = Язык
office-customers-alerts = Ждёт уведомления
office-customers-alert-stock = когда появится
office-customers-alert-price = когда подешевеет
office-customers-data = Личные данные
office-customers-data-how = Покупатель вправе получить всё, что мы о нём храним, или попросить это стереть.
office-customers-export = ⬇️ Все данные (JSON)
office-customers-erase = Стереть данные
office-customers-erase-question = Стереть всё об этом покупателе: имя, контакты, корзину, переписку? Заказы останутся без контактов. Вернуть данные нельзя.
