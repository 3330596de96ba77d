//! The text files themselves: every key in every locale with the same placeholders, the labels that others rely on,
//! and every key that the code asks for.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use domain::Locale;
use fluent_syntax::ast::Entry;

fn messages(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let parsed = locales::sources(locale).iter().map(|file| fluent_syntax::parser::parse(*file).expect("well-formed"));
    let entries = parsed.flat_map(|resource| resource.body);
    let messages = entries.filter_map(|entry| match entry {
        Entry::Message(message) => {
            let pattern = format!("{:?}", message.value.expect("a value"));
            let placeholders = pattern.split("VariableReference { id: Identifier { name: \"").skip(1);
            let names = placeholders.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
            Some((message.id.name.to_owned(), names))
        }
        _ => None,
    });
    messages.collect()
}

#[test]
fn every_key_exists_in_every_locale_with_the_same_placeholders() {
    let uk = messages(Locale::Uk);
    for locale in [Locale::Ru, Locale::En] {
        let other = messages(locale);
        for key in uk.keys().chain(other.keys()) {
            assert_eq!(uk.get(key), other.get(key), "{key} in {locale}");
        }
    }
}

#[test]
fn the_contract_labels_are_there_to_the_letter() {
    for (key, en, uk, ru) in [
        ("menu-categories", "🗂 Categories", "🗂 Категорії", "🗂 Категории"),
        ("menu-deals", "🔥 Deals", "🔥 Знижки", "🔥 Скидки"),
        ("menu-cart", "🛒 Cart", "🛒 Кошик", "🛒 Корзина"),
        ("menu-orders", "📦 My orders", "📦 Мої замовлення", "📦 Мои заказы"),
        ("menu-news", "📰 News", "📰 Новини", "📰 Новости"),
        ("menu-profile", "👤 My profile", "👤 Мій профіль", "👤 Мой профиль"),
        ("card-add", "🛒 Add to cart", "🛒 До кошика", "🛒 В корзину"),
        ("card-photos", "🖼 All photos", "🖼 Усі фото", "🖼 Все фото"),
        ("card-share", "↗️ Share", "↗️ Поділитися", "↗️ Поделиться"),
        ("list-more", "⬇️ Show more", "⬇️ Показати ще", "⬇️ Показать ещё"),
        ("back", "⬅️ Back", "⬅️ Назад", "⬅️ Назад"),
        ("cart-clear", "🧹 Clear cart", "🧹 Очистити", "🧹 Очистить"),
        ("cart-complete", "✅ Complete order", "✅ Завершити замовлення", "✅ Завершить заказ"),
        ("share-phone", "📱 Share phone number", "📱 Надіслати номер", "📱 Отправить номер"),
        ("confirm", "✅ Confirm", "✅ Підтвердити", "✅ Подтвердить"),
        ("cancel", "✖️ Cancel", "✖️ Скасувати", "✖️ Отменить"),
        ("profile-email", "✉️ Email", "✉️ Пошта", "✉️ Почта"),
        ("profile-phone", "📱 Phone", "📱 Телефон", "📱 Телефон"),
        ("profile-name", "🙂 Name", "🙂 Ім'я", "🙂 Имя"),
        ("profile-address", "🏠 Address", "🏠 Адреса", "🏠 Адрес"),
        ("menu-write", "💬 Write to the shop", "💬 Написати в магазин", "💬 Написать в магазин"),
        ("staff-accept", "✅ Accept", "✅ Прийняти", "✅ Принять"),
        ("staff-ship", "🚚 Ship", "🚚 Відправити", "🚚 Отправить"),
        ("staff-complete", "🏁 Complete", "🏁 Виконано", "🏁 Выполнен"),
        ("staff-return", "↩️ Return", "↩️ Повернення", "↩️ Возврат"),
        ("staff-cancel", "✖️ Cancel order", "✖️ Скасувати замовлення", "✖️ Отменить заказ"),
        ("staff-skip", "⏭ Skip", "⏭ Пропустити", "⏭ Пропустить"),
        ("order-cancel", "✖️ Cancel order", "✖️ Скасувати замовлення", "✖️ Отменить заказ"),
        ("order-again", "🔁 Order again", "🔁 Замовити ще раз", "🔁 Повторить заказ"),
        ("profile-language", "🌐 Language", "🌐 Мова", "🌐 Язык"),
    ] {
        let text = |locale| locales::text(locale, key, &[]);
        assert_eq!((text(Locale::En), text(Locale::Uk), text(Locale::Ru)), (en.into(), uk.into(), ru.into()));
    }
}

/// Keys stand in code as literals, mostly as the argument of `message`, `label` or `say`; all of them, and no others,
/// exist.
#[test]
fn every_key_is_asked_for_by_the_code_and_none_is_missing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut code = String::new();
    for folder in ["functions", "scripts", "shared/locales/src", "shared/screens/src"] {
        read_rust(&root.join(folder), &mut code);
    }
    let known = messages(Locale::Uk);
    let unused: Vec<_> = known.keys().filter(|key| !code.contains(&format!("\"{key}\""))).collect();
    assert!(unused.is_empty(), "texts that no code asks for: {unused:?}");
    let asked = [".message(\"", "label(\"", "say(context, \""].into_iter().flat_map(|call| code.split(call).skip(1));
    let missing: BTreeSet<_> =
        asked.filter_map(|rest| rest.split('"').next()).filter(|key| !known.contains_key(*key)).collect();
    assert!(missing.is_empty(), "keys without a text: {missing:?}");
}

fn read_rust(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("target") {
            read_rust(&path, code);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            code.push_str(&fs::read_to_string(&path).expect("readable"));
        }
    }
}
