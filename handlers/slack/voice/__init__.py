"""What reps do about customers' accounts, answers and complaints."""
