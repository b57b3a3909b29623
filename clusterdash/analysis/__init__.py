"""Pure maths on frames and arrays: specialisation, growth, space, scores and how far they can be trusted."""
