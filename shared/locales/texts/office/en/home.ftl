# The back office: how the shop is doing

office-home-today = Today
office-home-yesterday = Yesterday
office-home-week = 7 days
office-home-month = 30 days
office-home-before = before:
office-home-orders = Orders
office-home-revenue = Revenue
office-home-average = Average order
office-home-customers = New customers
office-home-conversion = Of them ordered
office-home-best = Best sellers
office-home-best-none = Nothing was sold in these days yet.
office-home-pieces = Pieces sold
office-home-days = The last 30 days
office-home-day = Day
office-home-numbers = The same numbers as a table
office-home-waiting = Waiting longest
office-home-waiting-none = No order is waiting. Well done!
office-home-waiting-all = All new orders
office-home-low = Running low
office-home-low-none = There is enough of everything.
office-home-left = Left
office-home-low-all = All that run low
office-home-sold-out = { $count ->
    [one] { $count } product is sold out
   *[other] { $count } products are sold out
}
