# The back office: what surrounds its pages, and what they share

## What surrounds every page
office-skip = К содержанию
office-navigation = Разделы
office-nav-today = Сегодня
office-nav-orders = Заказы
office-nav-customers = Покупатели
office-nav-products = Товары
office-nav-categories = Категории
office-nav-news = Новости
office-nav-broadcasts = Рассылки
office-nav-import = Импорт
office-nav-staff = Команда
office-nav-keys = Ключи API
office-nav-audit = Журнал изменений
office-nav-settings = Настройки
office-next-page = Дальше
office-save = Сохранить
office-delete = Удалить
office-cancel = Отмена
office-search = Поиск
office-filter = Показать
office-filters = Фильтры

## Signing in
office-sign-in = Войти
office-sign-out = Выйти
office-sign-in-how = Напишите /office в чате команды: бот пришлёт ссылку для входа. Или введите первый ключ магазина.
office-sign-in-key = Ключ (ADMIN_API_KEY)
office-sign-in-wrong-key = Это не тот ключ.
office-sign-in-used = Эта ссылка уже использована или устарела. Напишите /office в чате команды, чтобы получить новую.
office-role-owner = владелец
office-role-manager = менеджер
office-role-clerk = продавец

## What was just done
office-notice-saved = Сохранено.
office-notice-created = Создано.
office-notice-deleted = Удалено.
office-notice-sent = Отправлено.
office-notice-cancelled = Отменено.
office-notice-restored = Возвращено.
office-notice-erased = Данные покупателя стёрты.
office-notice-revoked = Доступ закрыт.

## What went wrong
office-error-title = Не получилось
office-error-back = На главную
office-error-signed-out = Войдите, чтобы продолжить.
office-error-forbidden = Ваша роль этого не разрешает. Обратитесь к владельцу магазина.
office-error-csrf = Страница была открыта слишком долго. Обновите её и попробуйте ещё раз.
office-error-not-found = Такого здесь нет: возможно, его удалили.
office-error-malformed = Ссылку или форму не удалось прочитать.
office-error-too-large = Файл слишком большой.
office-error-too-many = Слишком много попыток. Подождите минуту.
office-error-telegram = Telegram сейчас не отвечает. Попробуйте через минуту.
office-error-unavailable = База данных сейчас не отвечает. Попробуйте через минуту.
office-error-internal = Произошла ошибка. Она записана в журнал сервера.
office-error-changed-meanwhile = Кто-то изменил это раньше вас. Посмотрите на текущее состояние.
office-error-exists = Такое название уже занято.
office-error-sku-taken = Такой артикул уже есть у другого товара.
office-error-no-such-category = Такой категории уже нет.
office-error-cycle = Категория не может лежать в самой себе.
office-error-category-not-empty = В категории ещё есть товары или подкатегории.
office-error-too-many-photos = Больше десяти фото нельзя.

## What is wrong with a field
office-wrong-empty = Заполните это поле.
office-wrong-short = Не меньше { $min } символов.
office-wrong-long = Не больше { $max } символов.
office-wrong-range = Число от { $min } до { $max }.
office-wrong-email = Это не похоже на адрес почты.
office-wrong-phone = Это не похоже на номер телефона.
office-wrong-key-name = От 1 до 64 букв, цифр, -, _ и точек.
office-wrong-many = Не больше { $max }.
office-wrong-value = Здесь что-то не так.

## Statuses of orders
office-status-new = Новый
office-status-accepted = Принят
office-status-shipped = Отправлен
office-status-completed = Выполнен
office-status-cancelled = Отменён
office-status-returned = Возвращён
