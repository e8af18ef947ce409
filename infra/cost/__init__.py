"""What the service costs on AWS, on paper: list prices, a load, and the bill that follows from them."""
