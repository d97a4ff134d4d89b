"""The porch: the Django application that keeps the facts and shows them. No rule of the domain lives here."""
