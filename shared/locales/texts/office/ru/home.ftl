# The back office: how the shop is doing

office-home-today = Сегодня
office-home-yesterday = Вчера
office-home-week = 7 дней
office-home-month = 30 дней
office-home-before = ранее:
office-home-orders = Заказы
office-home-revenue = Выручка
office-home-average = Средний чек
office-home-customers = Новые покупатели
office-home-conversion = Из них заказали
office-home-best = Лучше всего продаётся
office-home-best-none = За эти дни пока ничего не продано.
office-home-pieces = Продано, шт.
office-home-days = Последние 30 дней
office-home-day = День
office-home-numbers = Те же числа таблицей
office-home-waiting = Ждут дольше всех
office-home-waiting-none = Ни один заказ не ждёт. Отличная работа!
office-home-waiting-all = Все новые заказы
office-home-low = Заканчивается
office-home-low-none = Всего достаточно.
office-home-left = Остаток
office-home-low-all = Всё, чего мало
office-home-sold-out = { $count ->
    [one] { $count } товар распродан
    [few] { $count } товара распродано
   *[many] { $count } товаров распродано
}
