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

## Один товар
office-product-new = Новый товар
office-product-new-how = Фото можно будет добавить, как только сохраните.
office-product-no-categories = Товар лежит в категории, а ни одной ещё нет:
office-product-choose-category = Выберите категорию
office-product-sku = Артикул
office-product-title = Название
office-product-description = Описание
office-product-translation = (перевод)
office-product-texts = Тексты
office-product-texts-how = Чего нет на одном языке, то показываем на первом.
office-product-attributes = Характеристики
office-product-attribute-name = Название характеристики
office-product-attribute-value = Значение характеристики
office-product-attributes-how = Например, «Мощность» и «2200 Вт». Пустые строки не учитываются; сохраните, и появятся новые.
office-product-half-row = В строке нужны и название, и значение.
office-product-preview = В чате
office-product-both-changed = Кто-то изменил это раньше вас
office-product-both-changed-how = Ничего не сохранено. Ниже — ваш вариант: сохраните его или впишите то, что есть сейчас.
office-product-field = Поле
office-product-now = Сейчас
office-product-yours = Ваше
office-product-photos = Фото
office-product-no-photos = Фото ещё нет.
office-product-photo-number = Фото { $number }
office-product-first-photo = на карточке
office-product-photo-up = Переместить фото { $number } выше
office-product-photo-down = Переместить фото { $number } ниже
office-product-photo-delete = Удалить фото { $number }
office-product-add-photos = Добавить фото
office-product-add-photos-how = JPEG, PNG или WebP, до 10 МБ каждое. Можно просто перетащить сюда.
office-product-uploading = Загружаем
office-product-upload = Загрузить
office-product-no-file = Сначала выберите фото.
office-product-not-a-photo = это не JPEG, PNG или WebP
office-product-photo-refused = фото слишком большое, слишком узкое или повреждено
office-product-duplicate = Дублировать
office-product-copy-suffix = (копия)
office-product-delete-question = Удалить товар вместе с фото? В течение десяти секунд это можно отменить.
office-product-going = Товар удаляется. Ещё десять секунд можно передумать.
office-product-undo = Не удалять
office-product-too-late = Слишком поздно: товар уже удалён.

## Много товаров сразу
office-bulk-title = Изменить много сразу
office-bulk-which = Какие товары
office-bulk-ticked = отмеченные
office-bulk-all = все в этом списке, на всех страницах
office-bulk-what = Что изменить
office-bulk-discount = Установить скидку, %
office-bulk-price = Поднять или снизить цену, %
office-bulk-add-stock = Добавить к остатку или отнять
office-bulk-set-stock = Установить остаток
office-bulk-value = Сколько
office-bulk-value-how = Целое число; с минусом — чтобы снизить или отнять.
office-bulk-preview = Показать, что изменится
office-bulk-none-ticked = Сначала отметьте товары.
office-bulk-to-discount = Скидка: { $value } %
office-bulk-to-stock = Остаток: { $value }
office-bulk-by-stock = Остаток: { $value }
office-bulk-by-price = Цена: { $value } %
office-bulk-count = { $count ->
    [one] Изменится { $count } товар.
    [few] Изменятся { $count } товара.
   *[other] Изменится { $count } товаров.
}
office-bulk-unchanged = { $count ->
    [one] { $count } товар уже такой.
    [few] { $count } товара уже такие.
   *[other] { $count } товаров уже такие.
}
office-bulk-refused = { $count ->
    [one] { $count } товар останется без изменений.
    [few] { $count } товара останутся без изменений.
   *[other] { $count } товаров останутся без изменений.
}
office-bulk-first-few = Это первые из них.
office-bulk-apply = Изменить
office-bulk-too-few = В наличии меньше, чем нужно отнять.
office-bulk-too-many = Остаток был бы слишком большим.
office-bulk-too-dear = Цена была бы слишком большой.
office-bulk-free = Цена стала бы нулевой.
office-bulk-others = Список тем временем изменился. Посмотрите, что изменится теперь; ничего не сделано.
office-bulk-too-many-products = Это больше 50 000 товаров. Сузьте список.
office-bulk-done = Готово.
office-bulk-going-on = Изменение идёт; страницу можно закрыть.
office-bulk-look-again = Обновить
office-bulk-changed = { $count ->
    [one] Изменён { $count } товар.
    [few] Изменены { $count } товара.
   *[other] Изменено { $count } товаров.
}
office-bulk-not-changed = { $count ->
    [one] { $count } товар так изменить нельзя.
    [few] { $count } товара так изменить нельзя.
   *[other] { $count } товаров так изменить нельзя.
}
office-bulk-gone = { $count ->
    [one] { $count } товар тем временем удалили.
    [few] { $count } товара тем временем удалили.
   *[other] { $count } товаров тем временем удалили.
}

## Категории
office-category-none = Категорий ещё нет. Создайте первую выше.
office-category-how = Перетащите категорию, куда нужно, или нажимайте стрелки. Чтобы перенести её в другую — откройте.
office-category-products = { $count ->
    [one] { $count } товар
    [few] { $count } товара
   *[other] { $count } товаров
}
office-category-up = Переместить «{ $title }» выше
office-category-down = Переместить «{ $title }» ниже
office-category-new = Новая категория
office-category-make = Создать
office-category-root = на верхнем уровне
office-category-parent = Лежит в
office-category-back = Все категории
office-category-delete-question = Удалить эту категорию? Она должна быть пустой.
office-category-meanwhile = Кто-то изменил эту категорию раньше вас. Вот какая она теперь, а ниже — ваш вариант. Сохраните, чтобы оставить свой.

## Импорт и экспорт
office-import-title = Импортировать файл
office-import-how = Сначала мы проверим файл и ничего не запишем. Вы увидите, что изменится и где ошибки, а потом решите.
office-import-file = Файл
office-import-file-how = CSV, XLSX или YML, до 20 МБ и 50 000 строк. Товары узнаём по артикулу.
office-import-format = Формат
office-import-by-name = по имени файла
office-import-create-categories = Создавать категории, которых нет
office-import-hide-missing = Товаров, которых нет в файле, нет в наличии
office-import-look = Проверить файл
office-import-no-file = Выберите файл.
office-import-no-format = По имени файла не видно формата. Выберите его ниже.
office-import-export = Забрать каталог
office-import-export-how = Все товары в файле, который можно импортировать снова.
office-import-latest = Последние импорты
office-import-none = Ещё ничего не импортировали.
office-import-when = Когда
office-import-kind = Файл
office-import-status = Состояние
office-import-dry = проверка
office-import-queued = ждёт
office-import-running = идёт
office-import-done = готово
office-import-failed = не читается
office-import-dry-title = Проверка файла
office-import-result-title = Импорт
office-import-back = Все импорты
office-import-going-on = Всё идёт само; страницу можно закрыть.
office-import-rows = Строк
office-import-created = Новых товаров
office-import-changed = Изменённых товаров
office-import-unchanged = Без изменений
office-import-wrong-rows = Строк с ошибками
office-import-hidden = Снято с наличия
office-import-photos-left = Фото ещё загружаются
office-import-nothing = Менять нечего: в магазине всё так, как в файле.
office-import-wrong-stay = Строки с ошибками пропустим.
office-import-apply = Импортировать
office-import-too-late = Этот файл отсюда уже не импортировать. Загрузите его ещё раз.
office-import-faults = Ошибки
office-import-row = Строка
office-import-column = Столбец
office-import-reason = Что не так
office-import-first-faults = Это первая тысяча.
