# The back office: products, categories and import

## The list
office-products-any = all
office-products-in-stock = in stock
office-products-low = running low
office-products-out = sold out
office-products-discounted = with a discount
office-products-full-price = without
office-products-sort = Order
office-products-sort-id = oldest first
office-products-sort-title = by title
office-products-sort-price = cheapest first
office-products-sort-dearest = dearest first
office-products-sort-newest = newest first
office-products-category = Category
office-products-photo = Photo
office-products-product = Product
office-products-price = Price
office-products-discount = Discount
office-products-discount-percent = Discount, %
office-products-stock = In stock
office-products-none = There are no such products.
office-products-going = being deleted
office-products-cell-saved = Saved
office-products-cell-differs = Somebody has changed this: it is { $now } now, you typed { $yours }.
office-products-keep-mine = Save mine
office-products-look-again = Not everything was saved. Look at the marked fields.
office-products-back = Back to the list
office-products-not-a-number = Write a whole number.

## Prices
office-price-wrong = That is not a price. Write it like 1299.90.
office-price-negative = A price cannot be below zero.
office-price-too-fine = At most { $digits } digits after the point.
office-price-too-large = That is too much.
office-price-currency = The shop's prices are in { $currency }.
office-price-ambiguous = Is that { $thousands } or { $decimals }? Write it without a sign between thousands.
