# /office: customers
