"""What a rep and a manager see of all of it: home, help, the week, the digest."""
