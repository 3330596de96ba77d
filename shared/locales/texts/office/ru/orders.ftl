# /office: orders
