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

## One product
office-product-new = New product
office-product-new-how = Photos come next, once it is saved.
office-product-no-categories = A product lies in a category, and there is none yet:
office-product-choose-category = Choose a category
office-product-sku = SKU
office-product-title = Title
office-product-description = Description
office-product-translation = (translation)
office-product-texts = Texts
office-product-texts-how = What is empty in one language is shown in the first one.
office-product-attributes = Characteristics
office-product-attribute-name = Name of characteristic
office-product-attribute-value = Value of characteristic
office-product-attributes-how = Such as “Power” and “2200 W”. Empty rows do not count; save to get more of them.
office-product-half-row = A row needs both a name and a value.
office-product-preview = In the chat
office-product-both-changed = Somebody changed this before you
office-product-both-changed-how = Nothing was saved. Below is your version: save it, or write what is there now.
office-product-field = Field
office-product-now = Now
office-product-yours = Yours
office-product-photos = Photos
office-product-no-photos = There are no photos yet.
office-product-photo-number = Photo { $number }
office-product-first-photo = on the card
office-product-photo-up = Move photo { $number } up
office-product-photo-down = Move photo { $number } down
office-product-photo-delete = Delete photo { $number }
office-product-add-photos = Add photos
office-product-add-photos-how = JPEG, PNG or WebP, up to 10 MB each. You can also drop them here.
office-product-uploading = Uploading
office-product-upload = Upload
office-product-no-file = Choose a photo first.
office-product-not-a-photo = this is not a JPEG, PNG or WebP
office-product-photo-refused = this photo is too large, too narrow or damaged
office-product-duplicate = Duplicate
office-product-copy-suffix = (copy)
office-product-delete-question = Delete the product with its photos? You can undo it for ten seconds.
office-product-going = The product is being deleted. You have ten seconds to change your mind.
office-product-undo = Undo
office-product-too-late = Too late: the product is deleted.

## Many products at once
office-bulk-title = Change many at once
office-bulk-which = Which products
office-bulk-ticked = those ticked
office-bulk-all = all in this list, on every page
office-bulk-what = What
office-bulk-discount = Set the discount, %
office-bulk-price = Raise or lower the price, %
office-bulk-add-stock = Add to or take from stock
office-bulk-set-stock = Set the stock
office-bulk-value = How much
office-bulk-value-how = A whole number; with a minus to lower or take away.
office-bulk-preview = Show what will change
office-bulk-none-ticked = Tick some products first.
office-bulk-to-discount = Discount: { $value } %
office-bulk-to-stock = In stock: { $value }
office-bulk-by-stock = In stock: { $value }
office-bulk-by-price = Price: { $value } %
office-bulk-count = { $count ->
    [one] { $count } product will change.
   *[other] { $count } products will change.
}
office-bulk-unchanged = { $count ->
    [one] { $count } product is so already.
   *[other] { $count } products are so already.
}
office-bulk-refused = { $count ->
    [one] { $count } product stays as it is.
   *[other] { $count } products stay as they are.
}
office-bulk-first-few = These are the first few of them.
office-bulk-apply = Change
office-bulk-too-few = There are fewer in stock than would be taken away.
office-bulk-too-many = There would be too many in stock.
office-bulk-too-dear = The price would be too large.
office-bulk-free = The price would be zero.
office-bulk-others = The list has changed meanwhile. Look at what will change now; nothing was done.
office-bulk-too-many-products = These are more than 50,000 products. Narrow the list down.
office-bulk-done = Done.
office-bulk-going-on = The change is under way; you may close this page.
office-bulk-look-again = Look again
office-bulk-changed = { $count ->
    [one] { $count } product was changed.
   *[other] { $count } products were changed.
}
office-bulk-not-changed = { $count ->
    [one] { $count } product could not be changed so.
   *[other] { $count } products could not be changed so.
}
office-bulk-gone = { $count ->
    [one] { $count } product was deleted meanwhile.
   *[other] { $count } products were deleted meanwhile.
}

## Categories
office-category-none = There are no categories yet. Make the first one above.
office-category-how = Drag a category to where it should be, or use the arrows. To move it elsewhere, open it.
office-category-products = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
office-category-up = Move “{ $title }” up
office-category-down = Move “{ $title }” down
office-category-new = New category
office-category-make = Create
office-category-root = at the top
office-category-parent = Lies in
office-category-back = All categories
office-category-delete-question = Delete this category? It has to be empty.
office-category-meanwhile = Somebody has changed this category before you. This is how it is now; below is your version. Save it to keep yours.

## Import and export
office-import-title = Import a file
office-import-how = First the file is looked through and nothing is written. You see what would change and what is wrong, then decide.
office-import-file = File
office-import-file-how = CSV, XLSX or YML, up to 20 MB and 50,000 rows. Products are matched by SKU.
office-import-format = Format
office-import-by-name = by the file's name
office-import-create-categories = Create categories that do not exist
office-import-hide-missing = Products that are not in the file are out of stock
office-import-look = Look through the file
office-import-no-file = Choose a file.
office-import-no-format = The file's name does not tell its format. Choose it below.
office-import-export = Take the catalogue away
office-import-export-how = All products in a file that can be imported again.
office-import-latest = Latest imports
office-import-none = Nothing has been imported yet.
office-import-when = When
office-import-kind = File
office-import-status = Status
office-import-dry = looked through
office-import-queued = waiting
office-import-running = going on
office-import-done = done
office-import-failed = cannot be read
office-import-dry-title = The file, looked through
office-import-result-title = Import
office-import-back = All imports
office-import-going-on = It goes on by itself; you may close this page.
office-import-rows = Rows
office-import-created = New products
office-import-changed = Changed products
office-import-unchanged = Unchanged
office-import-wrong-rows = Rows with mistakes
office-import-hidden = Put out of stock
office-import-photos-left = Photos still to be fetched
office-import-nothing = There is nothing to change: the shop is as the file says.
office-import-wrong-stay = Rows with mistakes are left out.
office-import-apply = Import
office-import-too-late = This file can no longer be imported from here. Upload it again.
office-import-faults = Mistakes
office-import-row = Row
office-import-column = Column
office-import-reason = What is wrong
office-import-first-faults = These are the first 1000.
