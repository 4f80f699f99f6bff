export interface Item {
  readonly title: string;
  /** В рублях. */
  readonly price: number;
  readonly tags: readonly string[];
}

export const items: readonly Item[] = [
  { title: 'Самовар', price: 12_500, tags: ['кухня', 'латунь'] },
  { title: 'Подстаканник', price: 1_800, tags: ['кухня', 'подарок'] },
  { title: 'Шкатулка', price: 4_200, tags: ['подарок', 'дерево'] },
  { title: 'Открытка', price: 0, tags: ['подарок'] },
];

/** Товары, у которых есть эта метка, от дешёвых к дорогим. */
export function itemsWithTag(tag: string): Item[] {
  return items.filter((item) => item.tags.includes(tag)).sort((a, b) => a.price - b.price);
}

export function averagePrice(): number {
  return items.reduce((sum, item) => sum + item.price, 0) / items.length;
}
