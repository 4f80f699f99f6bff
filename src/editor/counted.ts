/** «1 файл», «2 файла», «5 файлов», «1 284 файла»: a number with its word. @param forms for one, for few, for many */
export function counted(count: number, [one, few, many]: readonly [string, string, string]): string {
  const [tens, units] = [count % 100, count % 10];
  const form = tens > 10 && tens < 15 ? many : units === 1 ? one : units > 1 && units < 5 ? few : many;
  return `${count.toLocaleString('ru')}\u00a0${form}`;
}
