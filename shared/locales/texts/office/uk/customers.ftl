# The back office: customers

office-customers-search-help = Ім'я, @username, телефон, пошта або Telegram id.
office-customers-from = Уперше з дня
office-customers-to = До дня
office-customers-none = Таких покупців немає.
office-customers-since = Уперше
office-customers-blocked = заблокував бота
office-customers-blocked-how = Повідомлення не дійде, доки покупець не розблокує бота.

## One customer
office-customers-spent = Витрачено
office-customers-last-order = Останнє замовлення
office-customers-no-orders = Ще нічого не замовляли.
office-customers-profile = Про покупця
office-customers-language = Мова
office-customers-alerts = Чекає на сповіщення
office-customers-alert-stock = коли з'явиться
office-customers-alert-price = коли подешевшає
office-customers-data = Особисті дані
office-customers-data-how = Покупець має право отримати все, що ми про нього зберігаємо, або попросити це стерти.
office-customers-export = ⬇️ Усі дані (JSON)
office-customers-erase = Стерти дані
office-customers-erase-question = Стерти все про цього покупця: ім'я, контакти, кошик, листування? Замовлення залишаться без контактів. Повернути дані не можна.
