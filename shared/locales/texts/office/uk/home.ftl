# The back office: how the shop is doing

office-home-today = Сьогодні
office-home-yesterday = Учора
office-home-week = 7 днів
office-home-month = 30 днів
office-home-before = раніше:
office-home-orders = Замовлення
office-home-revenue = Виторг
office-home-average = Середній чек
office-home-customers = Нові покупці
office-home-conversion = З них замовили
office-home-best = Найкраще продається
office-home-best-none = За ці дні ще нічого не продано.
office-home-pieces = Продано, шт.
office-home-days = Останні 30 днів
office-home-day = День
office-home-numbers = Ті самі числа таблицею
office-home-waiting = Чекають найдовше
office-home-waiting-none = Жодне замовлення не чекає. Чудова робота!
office-home-waiting-all = Усі нові замовлення
office-home-low = Закінчується
office-home-low-none = Усього вдосталь.
office-home-left = Залишок
office-home-low-all = Усе, чого мало
office-home-sold-out = { $count ->
    [one] { $count } товар розпродано
    [few] { $count } товари розпродано
   *[many] { $count } товарів розпродано
}
