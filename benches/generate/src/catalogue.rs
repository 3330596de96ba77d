//! Made-up categories and products. Each is made from the seed and its number alone, so that they can be made in any
//! order and at once.

use bson::oid::ObjectId;
use chrono::{DateTime, Duration, Utc};
use domain::{
    Attribute, AttributeName, AttributeValue, Category, CategoryDescription, CategoryId, CategoryTitle, Currency,
    Discount, DomainError, Money, Product, ProductDescription, ProductId, Stock, Title,
};
use fastrand::Rng;

/// Departments, groups in each, and shelves in each group: products lie on shelves alone.
const DEPARTMENTS: u32 = 6;
const GROUPS: u32 = 6;
const SHELVES: u32 = 7;
const GROUPS_IN_ALL: u32 = DEPARTMENTS * GROUPS;
const SHELVES_IN_ALL: u32 = GROUPS_IN_ALL * SHELVES;

const KINDS: [&str; 12] = [
    "Чайник",
    "Кавоварка",
    "Блендер",
    "Пилосос",
    "Праска",
    "Тостер",
    "Міксер",
    "Вентилятор",
    "Обігрівач",
    "Лампа",
    "Колонка",
    "Навушники",
];
const ATTRIBUTES: [(&str, &str); 5] =
    [("Потужність", "Вт"), ("Вага", "г"), ("Висота", "мм"), ("Гарантія", "міс."), ("Об'єм", "мл")];
const SYLLABLES: [&str; 16] =
    ["ба", "ве", "ги", "до", "жу", "за", "ки", "лю", "ме", "но", "пе", "ра", "си", "то", "фу", "ча"];
/// Different words of descriptions: three syllables each.
const WORDS: usize = 4_096;
/// Ids begin with these times, which are in the past: products made afterwards come last.
const TIMES: (u32, u32) = (1_600_000_000, 1_600_000_001);

/// Makes them.
#[derive(Clone)]
pub(crate) struct Maker {
    seed: u64,
    products: u32,
    begun: DateTime<Utc>,
}

impl Maker {
    pub(crate) fn new(seed: u64, products: u32) -> Self {
        Self { seed, products, begun: DateTime::UNIX_EPOCH + Duration::seconds(i64::from(TIMES.0)) }
    }

    /// How many products there are to be.
    pub(crate) const fn products(&self) -> u32 {
        self.products
    }

    /// When the shop was opened.
    pub(crate) const fn begun(&self) -> DateTime<Utc> {
        self.begun
    }

    pub(crate) fn product_id(&self, n: u32) -> ProductId {
        ProductId(id(TIMES.1, self.seed, n))
    }

    fn category_id(&self, n: u32) -> CategoryId {
        CategoryId(id(TIMES.0, self.seed, n))
    }

    /// The categories that hold products.
    pub(crate) fn shelves(&self) -> impl Iterator<Item = CategoryId> {
        (0..SHELVES_IN_ALL.min(self.products)).map(|n| self.shelf(n))
    }

    fn shelf(&self, n: u32) -> CategoryId {
        self.category_id(DEPARTMENTS + GROUPS_IN_ALL + n)
    }

    /// All of them, parents first: departments, groups, shelves.
    pub(crate) fn categories(&self) -> Result<Vec<Category>, DomainError> {
        let departments = (0..DEPARTMENTS).map(|n| (n, format!("Відділ {}", n + 1), vec![]));
        let groups = (0..GROUPS_IN_ALL).map(|n| (DEPARTMENTS + n, format!("Група {}", n + 1), vec![n / GROUPS]));
        let shelves = (0..SHELVES_IN_ALL).map(|n| {
            let group = n / SHELVES;
            (DEPARTMENTS + GROUPS_IN_ALL + n, format!("Полиця {}", n + 1), vec![group / GROUPS, DEPARTMENTS + group])
        });
        departments.chain(groups).chain(shelves).map(|(n, title, above)| self.category(n, &title, &above)).collect()
    }

    fn category(&self, n: u32, title: &str, above: &[u32]) -> Result<Category, DomainError> {
        let ancestors: Vec<_> = above.iter().map(|n| self.category_id(*n)).collect();
        Ok(Category {
            id: self.category_id(n),
            title: CategoryTitle::parse(title)?,
            description: CategoryDescription::EMPTY,
            parent_id: ancestors.last().copied(),
            ancestors,
            position: domain::CategoryPosition::DEFAULT,
            translations: domain::Translations::default(),
            created_at: self.begun,
            modified_at: self.begun,
        })
    }

    pub(crate) fn title(&self, n: u32) -> Result<Title, DomainError> {
        let mut random = self.random(n);
        let kind = random.choice(KINDS).unwrap_or(KINDS[0]);
        Title::parse(&format!("{kind} {} {n}", word(&mut random)))
    }

    /// One of every shelf in turn.
    pub(crate) fn product(&self, n: u32) -> Result<Product, DomainError> {
        let mut random = self.random(n);
        let at = self.begun + Duration::seconds(n.into());
        let description: Vec<_> = (0..random.usize(8..24)).map(|_| word(&mut random)).collect();
        let attribute = |(name, unit): &(&str, &str)| {
            let value = format!("{} {unit}", random.u32(1..400) * 5);
            Ok(Attribute { name: AttributeName::parse(name)?, value: AttributeValue::parse(&value)? })
        };
        let attributes = ATTRIBUTES[..4].iter().map(attribute).collect::<Result<_, DomainError>>()?;
        let discount = if random.u8(..4) == 0 { random.i64(1..50) } else { 0 };
        // Some are sold out; of the others there are more than a bench buys
        let stock = if random.u8(..10) == 0 { 0 } else { random.i64(5_000..9_000) };
        Ok(Product {
            id: self.product_id(n),
            title: self.title(n)?,
            description: ProductDescription::parse(&description.join(" "))?,
            category_id: self.shelf(n % SHELVES_IN_ALL),
            price: Money::new(random.i64(100..500_000) * 100, Currency::UAH)?,
            discount: Discount::new(discount)?,
            stock: Stock::new(stock)?,
            attributes,
            sku: None,
            images: vec![],
            translations: domain::Translations::default(),
            holds: vec![],
            created_at: at,
            modified_at: at,
        })
    }

    fn random(&self, n: u32) -> Rng {
        Rng::with_seed((self.seed << 32) | u64::from(n))
    }
}

/// Few words are frequent and most are rare, as in any language.
fn word(random: &mut Rng) -> String {
    let n = (0..3).fold(WORDS - 1, |most, _| random.usize(..=most));
    [n % 16, n / 16 % 16, n / 256 % 16].map(|syllable| SYLLABLES[syllable]).concat()
}

fn id(time: u32, seed: u64, n: u32) -> ObjectId {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&time.to_be_bytes());
    bytes[4..8].copy_from_slice(&seed.to_be_bytes()[4..]);
    bytes[8..].copy_from_slice(&n.to_be_bytes());
    ObjectId::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_number_gives_the_same_product_and_every_shelf_is_a_category() {
        let maker = Maker::new(7, 1_000);
        assert_eq!(maker.product(42).unwrap(), Maker::new(7, 1_000).product(42).unwrap());
        assert_ne!(maker.product(42).unwrap().title, maker.product(43).unwrap().title);
        let categories = maker.categories().unwrap();
        assert_eq!(categories.len(), 294);
        for n in 0..300 {
            let shelf = maker.product(n).unwrap().category_id;
            assert!(categories.iter().any(|category| category.id == shelf && category.ancestors.len() == 2));
        }
    }
}
