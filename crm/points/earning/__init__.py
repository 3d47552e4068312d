"""What earns by itself: visits, answers, birthdays, and friends."""
