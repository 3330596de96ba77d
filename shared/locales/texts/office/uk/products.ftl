# Бек-офіс: товари, категорії та імпорт

## Список
office-products-any = усі
office-products-in-stock = є в наявності
office-products-low = закінчуються
office-products-out = немає в наявності
office-products-discounted = зі знижкою
office-products-full-price = без знижки
office-products-sort = Порядок
office-products-sort-id = спершу давніші
office-products-sort-title = за назвою
office-products-sort-price = спершу дешевші
office-products-sort-dearest = спершу дорожчі
office-products-sort-newest = спершу новіші
office-products-category = Категорія
office-products-photo = Фото
office-products-product = Товар
office-products-price = Ціна
office-products-discount = Знижка
office-products-discount-percent = Знижка, %
office-products-stock = Залишок
office-products-none = Таких товарів немає.
office-products-going = видаляється
office-products-cell-saved = Збережено
office-products-cell-differs = Хтось уже змінив: тепер тут { $now }, а ви ввели { $yours }.
office-products-keep-mine = Зберегти моє
office-products-look-again = Збережено не все. Перевірте позначені поля.
office-products-back = До списку
office-products-not-a-number = Введіть ціле число.

## Ціни
office-price-wrong = Це не схоже на ціну. Напишіть, наприклад, 1299,90.
office-price-negative = Ціна не може бути меншою за нуль.
office-price-too-fine = Після коми може бути щонайбільше { $digits } цифри.
office-price-too-large = Це забагато.
office-price-currency = Ціни в магазині — у { $currency }.
office-price-ambiguous = Це { $thousands } чи { $decimals }? Напишіть без знака між тисячами.
