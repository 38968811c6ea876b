"""Finds what a mind claims to have done: nobody is told of an effect that did not happen. Entry: `guard.ClaimGuard`."""
