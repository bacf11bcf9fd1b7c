"""F2. An agent that proposes a recipe: it plans, pilots, reads the measures, and asks a person before it spends.

After HuggingGPT, Y. Shen et al. 2023 (arXiv 2303.17580), and MetaGPT, Hong et al. 2023 (arXiv 2308.00352): an analyst,
a planner and a critic, each with one thing to hand over. It names recipes and settings that there are, never code.

turns.py is what is said, brief.py the analyst, planner.py and critic.py the two others, agent.py says whose turn it is.
"""
