"""A believable month of traffic, made by seed: invented customers write, the real pipeline answers, people look in."""
