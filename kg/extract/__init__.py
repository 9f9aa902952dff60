"""Events with their roles, and relations: who did what to whom, where, when."""
