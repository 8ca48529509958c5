"""Screenshots of every view: light and dark, desktop and phone."""
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


def settled(page):
    """Waits until the view shows what it has to show: nothing is a skeleton, and nothing changes any more."""
    page.evaluate("""async () => {
        const began = performance.now();
        let changed = began;
        const watch = new MutationObserver(() => (changed = performance.now()));
        watch.observe(document, { childList: true, subtree: true, characterData: true, attributes: true });
        const isBusy = () => performance.now() - changed < 150 || document.querySelector("main .skeleton");
        // A view that follows something never stands still.
        while (isBusy() && performance.now() - began < 3000) await new Promise((resolve) => setTimeout(resolve, 25));
        watch.disconnect();
    }""")


def addresses(context, base):
    """The fixed views, and one page per kind of thing that exists."""
    page = context.new_page()
    found = {"general": "/general", "models": "/models", "import": "/models/import", "services": "/services", "audit": "/audit"}
    page.goto(base + "/models")
    settled(page)
    links = {"model": "/models/detail", "deploy": "/services/deploy", "progress": "/imports/"}
    for name, start in links.items():
        link = page.locator(f'main a[href^="{start}"]').first
        if link.count():
            found[name] = link.get_attribute("href")
    page.goto(base + "/services")
    settled(page)
    services = page.locator('tbody th a')
    for index in range(min(2, services.count())):
        found[f"service-{index + 1}"] = services.nth(index).get_attribute("href")
    if "service-1" in found:
        for tab in ("logs", "metrics", "revisions", "permissions", "try", "events", "configuration", "edit"):
            found[f"service-{tab}"] = f"{found['service-1']}/{tab}"
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
                settled(page)
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert overflow <= 0, f"{address} is {overflow} px too wide at {width} px"
                page.screenshot(path=folder / f"{name}-{size}-{theme}.png", full_page=True)
                count += 1
    page.close()
    return count


def contact_sheet(context, folder):
    """One picture of all of them, and a page that leads to each: a row per view, its four forms side by side."""
    forms = [(size, theme) for size in SIZES for theme in ("light", "dark")]
    views = sorted({path.name.removesuffix("-desktop-light.png") for path in folder.glob("*-desktop-light.png")})
    rows = "".join(
        f"<tr><th>{view}</th>" + "".join(
            f'<td><a href="{view}-{size}-{theme}.png"><img src="{view}-{size}-{theme}.png" alt="{view}, {size}, {theme}">'
            "</a></td>" for size, theme in forms) + "</tr>" for view in views)
    heads = "".join(f"<th>{size}, {theme}</th>" for size, theme in forms)
    page_file = folder / "index.html"
    page_file.write_text(
        "<!doctype html><meta charset=utf-8><title>Every view</title><style>body{font:14px sans-serif;background:#eee}"
        "td{vertical-align:top;padding:8px}img{width:420px;border:1px solid #bbb}img[src*=phone]{width:180px}</style>"
        f"<table><tr><th></th>{heads}</tr>{rows}</table>")
    page = context.new_page()
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(page_file.resolve().as_uri())
    page.wait_for_load_state("load")
    page.screenshot(path=folder / "contact-sheet.png", full_page=True)
    page.close()
