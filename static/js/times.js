// Times in the reader's own zone, as people say them. Nothing about the zone leaves the page.

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "short" });

export function tellTimes(root, today) {
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const near = at.toDateString() === new Date().toDateString();
    time.textContent = `${near ? today : day.format(at)} ${clock.format(at)}`;
  }
}
