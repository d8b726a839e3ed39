"""The benchmarks: counts and ratios, each with the machine that it was measured on."""
