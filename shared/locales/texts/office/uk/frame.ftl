# The back office: what surrounds its pages, and what they share

## What surrounds every page
office-skip = До вмісту
office-navigation = Розділи
office-nav-today = Сьогодні
office-nav-orders = Замовлення
office-nav-customers = Покупці
office-nav-products = Товари
office-nav-categories = Категорії
office-nav-news = Новини
office-nav-broadcasts = Розсилки
office-nav-import = Імпорт
office-nav-staff = Команда
office-nav-keys = Ключі API
office-nav-audit = Журнал змін
office-nav-settings = Налаштування
office-next-page = Далі
office-save = Зберегти
office-delete = Видалити
office-cancel = Скасувати
office-search = Пошук
office-filter = Показати
office-filters = Фільтри

## Signing in
office-sign-in = Увійти
office-sign-out = Вийти
office-sign-in-how = Напишіть /office у чаті команди: бот надішле посилання для входу. Або введіть перший ключ магазину.
office-sign-in-key = Ключ (ADMIN_API_KEY)
office-sign-in-wrong-key = Це не той ключ.
office-sign-in-used = Це посилання вже використане або застаріле. Напишіть /office у чаті команди, щоб отримати нове.
office-role-owner = власник
office-role-manager = менеджер
office-role-clerk = продавець

## What was just done
office-notice-saved = Збережено.
office-notice-created = Створено.
office-notice-deleted = Видалено.
office-notice-sent = Надіслано.
office-notice-cancelled = Скасовано.
office-notice-restored = Повернено.
office-notice-erased = Дані покупця стерто.
office-notice-revoked = Доступ закрито.

## What went wrong
office-error-title = Не вийшло
office-error-back = На головну
office-error-signed-out = Увійдіть, щоб продовжити.
office-error-forbidden = Ваша роль цього не дозволяє. Зверніться до власника магазину.
office-error-csrf = Сторінка була відкрита надто довго. Оновіть її та спробуйте ще раз.
office-error-not-found = Такого тут немає: можливо, його видалили.
office-error-malformed = Посилання або форму не вдалося прочитати.
office-error-too-large = Файл завеликий.
office-error-too-many = Забагато спроб. Зачекайте хвилину.
office-error-telegram = Telegram зараз не відповідає. Спробуйте за хвилину.
office-error-unavailable = База даних зараз не відповідає. Спробуйте за хвилину.
office-error-internal = Сталася помилка. Вона записана в журнал сервера.
office-error-changed-meanwhile = Хтось змінив це раніше за вас. Перегляньте нинішній стан.
office-error-exists = Така назва вже зайнята.
office-error-sku-taken = Такий артикул уже має інший товар.
office-error-no-such-category = Такої категорії вже немає.
office-error-cycle = Категорія не може лежати в самій собі.
office-error-category-not-empty = У категорії ще є товари або підкатегорії.
office-error-too-many-photos = Більше десяти фото не можна.

## What is wrong with a field
office-wrong-empty = Заповніть це поле.
office-wrong-short = Щонайменше { $min } символи.
office-wrong-long = Щонайбільше { $max } символів.
office-wrong-range = Число від { $min } до { $max }.
office-wrong-email = Це не схоже на адресу пошти.
office-wrong-phone = Це не схоже на номер телефону.
office-wrong-key-name = Від 1 до 64 літер, цифр, -, _ та крапок.
office-wrong-many = Щонайбільше { $max }.
office-wrong-value = Тут щось не так.

## Statuses of orders
office-status-new = Нове
office-status-accepted = Прийняте
office-status-shipped = Відправлене
office-status-completed = Виконане
office-status-cancelled = Скасоване
office-status-returned = Повернене
