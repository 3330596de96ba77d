# The back office: what surrounds its pages, and what they share

## What surrounds every page
office-skip = Skip to content
office-navigation = Sections
office-nav-today = Today
office-nav-orders = Orders
office-nav-customers = Customers
office-nav-products = Products
office-nav-categories = Categories
office-nav-news = News
office-nav-broadcasts = Broadcasts
office-nav-import = Import
office-nav-staff = Staff
office-nav-keys = API keys
office-nav-audit = Audit log
office-nav-settings = Settings
office-next-page = Next page
office-save = Save
office-delete = Delete
office-cancel = Cancel
office-search = Search
office-filter = Show
office-filters = Filters

## Signing in
office-sign-in = Sign in
office-sign-out = Sign out
office-sign-in-how = Write /office in the staff chat and the bot sends you a link to sign in. Or enter the shop's first key.
office-sign-in-key = Key (ADMIN_API_KEY)
office-sign-in-wrong-key = That is not the key.
office-sign-in-used = This link has been used or has expired. Write /office in the staff chat to get a new one.
office-role-owner = owner
office-role-manager = manager
office-role-clerk = clerk

## What was just done
office-notice-saved = Saved.
office-notice-created = Created.
office-notice-deleted = Deleted.
office-notice-sent = Sent.
office-notice-cancelled = Cancelled.
office-notice-restored = Restored.
office-notice-erased = The customer's data were erased.
office-notice-revoked = Access was ended.

## What went wrong
office-error-title = That did not work
office-error-back = To the first page
office-error-signed-out = Sign in to go on.
office-error-forbidden = Your role does not allow this. Ask the shop's owner.
office-error-csrf = The page was open for too long. Reload it and try again.
office-error-not-found = There is nothing here: it may have been deleted.
office-error-malformed = The link or form cannot be read.
office-error-too-large = The file is too large.
office-error-too-many = Too many attempts. Wait a minute.
office-error-telegram = Telegram does not answer right now. Try again in a minute.
office-error-unavailable = The database does not answer right now. Try again in a minute.
office-error-internal = Something went wrong. It stands in the server's log.
office-error-changed-meanwhile = Somebody changed this before you. Look at its present state.
office-error-exists = That name is taken.
office-error-sku-taken = Another product has this SKU.
office-error-no-such-category = There is no such category any more.
office-error-cycle = A category cannot lie in itself.
office-error-category-not-empty = The category still holds products or subcategories.
office-error-too-many-photos = There can be no more than ten photos.

## What is wrong with a field
office-wrong-empty = Fill this in.
office-wrong-short = At least { $min } characters.
office-wrong-long = At most { $max } characters.
office-wrong-range = A number from { $min } to { $max }.
office-wrong-email = That is not an email address.
office-wrong-phone = That is not a phone number.
office-wrong-key-name = 1 to 64 letters, digits, -, _ and dots.
office-wrong-many = At most { $max }.
office-wrong-value = Something is wrong here.

## Statuses of orders
office-status-new = New
office-status-accepted = Accepted
office-status-shipped = Shipped
office-status-completed = Completed
office-status-cancelled = Cancelled
office-status-returned = Returned
