/** What is wrong with the layout of a page, as sentences. Runs in the page: it may use nothing from outside. */
export function layoutProblems(): string[] {
  const problems = new Set<string>();
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width + 1) {
    problems.add(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width} px`);
  }
  const isSeen = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }) &&
    !element.closest('.unseen, .uplot, .cm-editor') &&
    element.getBoundingClientRect().width > 1;
  const name = (element: Element) => {
    const text = (element instanceof HTMLSelectElement ? element.selectedOptions[0]?.text : element.textContent) ?? '';
    return `${element.tagName.toLowerCase()} "${text.trim().replace(/\s+/g, ' ').slice(0, 40)}"`;
  };
  /** The part of the page that scrolls it, or that stands above the others. */
  const layer = (element: Element): Element | null => {
    if (element.matches('dialog, .menu-items')) return element;
    for (let part = element.parentElement; part; part = part.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(part);
      if (/auto|scroll/.test(overflowX + overflowY) || position === 'sticky' || position === 'fixed') return part;
      if (part.matches('dialog, .menu-items')) return part;
    }
    return null;
  };
  const all = [...document.querySelectorAll('button, a, select, input, summary, h1, h2, h3, p, b, dd, dt, th, td, li > span')];
  for (const element of all.filter(isSeen)) {
    const { left, right } = element.getBoundingClientRect();
    const scroller = layer(element);
    const bounds = scroller?.getBoundingClientRect();
    const [from, to] = bounds ? [bounds.left, bounds.right] : [0, width];
    if (right > to + 1 || left < from - 1)
      problems.add(`${name(element)} sticks out: ${left} to ${right} of ${from} to ${to}`);
    const isText = !element.matches('select, input');
    const style = getComputedStyle(element);
    if (isText && style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) {
      problems.add(`${name(element)} is cut: ${element.scrollWidth} px of text in ${element.clientWidth} px`);
    }
    if (element instanceof HTMLSelectElement) {
      const context = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
      context.font = style.font;
      const needed = context.measureText(element.selectedOptions[0]?.text ?? '').width;
      const room = element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
      if (needed > room + 1) problems.add(`${name(element)} is cut: ${needed} px of text in ${room} px`);
    }
  }
  // Nothing that can be pressed lies on another such thing, except in layers above the page.
  const pressed = [
    ...document.querySelectorAll('button, a[href], select, summary, input:not(.unseen), .card, .hint, .lap-clock'),
  ];
  const boxes = pressed
    .filter(isSeen)
    .map((element) => ({ element, box: element.getBoundingClientRect(), layer: layer(element) }));
  boxes.forEach((one, i) => {
    for (const other of boxes.slice(i + 1)) {
      if (one.layer !== other.layer || one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const along = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 2 && along > 2) problems.add(`${name(one.element)} and ${name(other.element)} overlap`);
    }
  });
  return [...problems];
}
