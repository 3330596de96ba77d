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

## Один товар
office-product-new = Новий товар
office-product-new-how = Фото можна буде додати, щойно збережете.
office-product-no-categories = Товар лежить у категорії, а жодної ще немає:
office-product-choose-category = Оберіть категорію
office-product-sku = Артикул
office-product-title = Назва
office-product-description = Опис
office-product-translation = (переклад)
office-product-texts = Тексти
office-product-texts-how = Чого немає однією мовою, те показуємо першою.
office-product-attributes = Характеристики
office-product-attribute-name = Назва характеристики
office-product-attribute-value = Значення характеристики
office-product-attributes-how = Наприклад, «Потужність» і «2200 Вт». Порожні рядки не враховуються; збережіть, і з'являться нові.
office-product-half-row = У рядку потрібні і назва, і значення.
office-product-preview = У чаті
office-product-both-changed = Хтось змінив це раніше за вас
office-product-both-changed-how = Нічого не збережено. Нижче — ваш варіант: збережіть його або впишіть те, що є зараз.
office-product-field = Поле
office-product-now = Зараз
office-product-yours = Ваше
office-product-photos = Фото
office-product-no-photos = Фото ще немає.
office-product-photo-number = Фото { $number }
office-product-first-photo = на картці
office-product-photo-up = Перемістити фото { $number } вище
office-product-photo-down = Перемістити фото { $number } нижче
office-product-photo-delete = Видалити фото { $number }
office-product-add-photos = Додати фото
office-product-add-photos-how = JPEG, PNG або WebP, до 10 МБ кожне. Можна просто перетягнути сюди.
office-product-uploading = Завантажуємо
office-product-upload = Завантажити
office-product-no-file = Спершу оберіть фото.
office-product-not-a-photo = це не JPEG, PNG чи WebP
office-product-photo-refused = фото завелике, завузьке або пошкоджене
office-product-duplicate = Дублювати
office-product-copy-suffix = (копія)
office-product-delete-question = Видалити товар разом із фото? Протягом десяти секунд це можна скасувати.
office-product-going = Товар видаляється. Ще десять секунд можна передумати.
office-product-undo = Не видаляти
office-product-too-late = Запізно: товар уже видалено.

## Багато товарів одразу
office-bulk-title = Змінити багато одразу
office-bulk-which = Які товари
office-bulk-ticked = позначені
office-bulk-all = усі в цьому списку, на всіх сторінках
office-bulk-what = Що змінити
office-bulk-discount = Встановити знижку, %
office-bulk-price = Підняти або знизити ціну, %
office-bulk-add-stock = Додати до залишку або відняти
office-bulk-set-stock = Встановити залишок
office-bulk-value = Скільки
office-bulk-value-how = Ціле число; з мінусом — щоб знизити чи відняти.
office-bulk-preview = Показати, що зміниться
office-bulk-none-ticked = Спершу позначте товари.
office-bulk-to-discount = Знижка: { $value } %
office-bulk-to-stock = Залишок: { $value }
office-bulk-by-stock = Залишок: { $value }
office-bulk-by-price = Ціна: { $value } %
office-bulk-count = { $count ->
    [one] Зміниться { $count } товар.
    [few] Зміняться { $count } товари.
   *[other] Зміниться { $count } товарів.
}
office-bulk-unchanged = { $count ->
    [one] { $count } товар уже такий.
    [few] { $count } товари вже такі.
   *[other] { $count } товарів уже такі.
}
office-bulk-refused = { $count ->
    [one] { $count } товар лишиться без змін.
    [few] { $count } товари лишаться без змін.
   *[other] { $count } товарів лишаться без змін.
}
office-bulk-first-few = Це перші з них.
office-bulk-apply = Змінити
office-bulk-too-few = У наявності менше, ніж треба відняти.
office-bulk-too-many = Залишок був би завеликий.
office-bulk-too-dear = Ціна була б завелика.
office-bulk-free = Ціна стала б нульовою.
office-bulk-others = Список тим часом змінився. Перегляньте, що зміниться тепер; нічого не зроблено.
office-bulk-too-many-products = Це понад 50 000 товарів. Звузьте список.
office-bulk-done = Готово.
office-bulk-going-on = Зміна триває; сторінку можна закрити.
office-bulk-look-again = Оновити
office-bulk-changed = { $count ->
    [one] Змінено { $count } товар.
    [few] Змінено { $count } товари.
   *[other] Змінено { $count } товарів.
}
office-bulk-not-changed = { $count ->
    [one] { $count } товар так змінити не можна.
    [few] { $count } товари так змінити не можна.
   *[other] { $count } товарів так змінити не можна.
}
office-bulk-gone = { $count ->
    [one] { $count } товар тим часом видалили.
    [few] { $count } товари тим часом видалили.
   *[other] { $count } товарів тим часом видалили.
}

## Категорії
office-category-none = Категорій ще немає. Створіть першу вище.
office-category-how = Перетягніть категорію, куди треба, або скористайтеся стрілками. Щоб перенести її в іншу — відкрийте.
office-category-products = { $count ->
    [one] { $count } товар
    [few] { $count } товари
   *[other] { $count } товарів
}
office-category-up = Перемістити «{ $title }» вище
office-category-down = Перемістити «{ $title }» нижче
office-category-new = Нова категорія
office-category-make = Створити
office-category-root = на верхньому рівні
office-category-parent = Лежить у
office-category-back = Усі категорії
office-category-delete-question = Видалити цю категорію? Вона має бути порожня.
office-category-meanwhile = Хтось змінив цю категорію раніше за вас. Ось яка вона тепер, а нижче — ваш варіант. Збережіть, щоб лишити свій.

## Імпорт та експорт
office-import-title = Імпортувати файл
office-import-how = Спершу ми перевіримо файл і нічого не запишемо. Ви побачите, що зміниться і де помилки, а тоді вирішите.
office-import-file = Файл
office-import-file-how = CSV, XLSX або YML, до 20 МБ і 50 000 рядків. Товари впізнаємо за артикулом.
office-import-format = Формат
office-import-by-name = за назвою файлу
office-import-create-categories = Створювати категорії, яких немає
office-import-hide-missing = Товарів, яких немає у файлі, немає в наявності
office-import-look = Перевірити файл
office-import-no-file = Оберіть файл.
office-import-no-format = За назвою файлу не видно формату. Оберіть його нижче.
office-import-export = Забрати каталог
office-import-export-how = Усі товари у файлі, який можна імпортувати знову.
office-import-latest = Останні імпорти
office-import-none = Ще нічого не імпортували.
office-import-when = Коли
office-import-kind = Файл
office-import-status = Стан
office-import-dry = перевірка
office-import-queued = чекає
office-import-running = триває
office-import-done = готово
office-import-failed = не читається
office-import-dry-title = Перевірка файлу
office-import-result-title = Імпорт
office-import-back = Усі імпорти
office-import-going-on = Усе йде саме; сторінку можна закрити.
office-import-rows = Рядків
office-import-created = Нових товарів
office-import-changed = Змінених товарів
office-import-unchanged = Без змін
office-import-wrong-rows = Рядків з помилками
office-import-hidden = Знято з наявності
office-import-photos-left = Фото ще завантажуються
office-import-nothing = Змінювати нічого: у магазині все так, як у файлі.
office-import-wrong-stay = Рядки з помилками пропустимо.
office-import-apply = Імпортувати
office-import-too-late = Цей файл звідси вже не імпортувати. Завантажте його ще раз.
office-import-faults = Помилки
office-import-row = Рядок
office-import-column = Стовпець
office-import-reason = Що не так
office-import-first-faults = Це перша тисяча.
