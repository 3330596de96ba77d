# Бэк-офис: товары, категории и импорт

## Список
office-products-any = все
office-products-in-stock = есть в наличии
office-products-low = заканчиваются
office-products-out = нет в наличии
office-products-discounted = со скидкой
office-products-full-price = без скидки
office-products-sort = Порядок
office-products-sort-id = сначала давние
office-products-sort-title = по названию
office-products-sort-price = сначала дешёвые
office-products-sort-dearest = сначала дорогие
office-products-sort-newest = сначала новые
office-products-category = Категория
office-products-photo = Фото
office-products-product = Товар
office-products-price = Цена
office-products-discount = Скидка
office-products-discount-percent = Скидка, %
office-products-stock = Остаток
office-products-none = Таких товаров нет.
office-products-going = удаляется
office-products-cell-saved = Сохранено
office-products-cell-differs = Кто-то уже изменил: теперь здесь { $now }, а вы ввели { $yours }.
office-products-keep-mine = Сохранить моё
office-products-look-again = Сохранено не всё. Проверьте отмеченные поля.
office-products-back = К списку
office-products-not-a-number = Введите целое число.

## Цены
office-price-wrong = Это не похоже на цену. Напишите, например, 1299,90.
office-price-negative = Цена не может быть меньше нуля.
office-price-too-fine = После запятой может быть не больше { $digits } цифр.
office-price-too-large = Это слишком много.
office-price-currency = Цены в магазине — в { $currency }.
office-price-ambiguous = Это { $thousands } или { $decimals }? Напишите без знака между тысячами.
