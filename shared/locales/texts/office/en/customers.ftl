# The back office: customers

office-customers-search-help = Name, @username, phone, email or Telegram id.
office-customers-from = First came from
office-customers-to = To
office-customers-none = There are no such customers.
office-customers-since = First came
office-customers-blocked = blocked the bot
office-customers-blocked-how = A message will not arrive until the customer unblocks the bot.

## One customer
office-customers-spent = Spent
office-customers-last-order = Last order
office-customers-no-orders = Nothing ordered yet.
office-customers-profile = About the customer
office-customers-language = Language
office-customers-alerts = Wants to be told
office-customers-alert-stock = when it is back
office-customers-alert-price = when it costs less
office-customers-data = Personal data
office-customers-data-how = Customers may have everything we store about them, or ask us to erase it.
office-customers-export = ⬇️ All data (JSON)
office-customers-erase = Erase the data
office-customers-erase-question = Erase everything about this customer: name, contacts, cart, messages? Orders stay, without contacts. This cannot be undone.
