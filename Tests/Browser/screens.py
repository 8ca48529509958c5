"""Screenshots of every view: light and dark, desktop and phone."""
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def addresses(context, base):
    """The fixed views, and one page per kind of thing that exists."""
    page = context.new_page()
    found = {"general": "/general", "models": "/models", "import": "/models/import", "services": "/services"}
    page.goto(base + "/models")
    page.wait_for_load_state("load")
    page.wait_for_timeout(1500)
    links = {"model": "/models/detail", "deploy": "/services/deploy", "progress": "/imports/"}
    for name, start in links.items():
        link = page.locator(f'main a[href^="{start}"]').first
        if link.count():
            found[name] = link.get_attribute("href")
    page.goto(base + "/services")
    page.wait_for_timeout(1500)
    services = page.locator('tbody th a')
    for index in range(min(2, services.count())):
        found[f"service-{index + 1}"] = services.nth(index).get_attribute("href")
    page.close()
    return found


def take_screens(context, base, folder):
    folder.mkdir(parents=True, exist_ok=True)
    found = addresses(context, base)
    page = context.new_page()
    count = 0
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            for name, address in found.items():
                page.goto(base + address)
                page.wait_for_timeout(700)
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, f"{address} is {overflow} px too wide at {width} px"
                page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                count += 1
    page.close()
    return count
