def models(scale): return []
def measure(stage, tools, extra, scale): return {}
