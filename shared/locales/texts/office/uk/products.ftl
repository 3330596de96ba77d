# /office: products
