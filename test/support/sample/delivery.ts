export type Place = 'город' | 'область' | 'страна';

/** Стоимость доставки в рублях. Вес в килограммах. */
export function deliveryCost(place: Place, weight: number, urgent: boolean): number {
  let cost = 0;
  if (place === 'город') {
    if (weight <= 5) {
      cost = 250;
    } else {
      cost = 250 + (weight - 5) * 30;
    }
  } else if (place === 'область') {
    if (weight <= 5) {
      cost = 450;
    } else {
      cost = 450 + (weight - 5) * 45;
    }
  } else {
    if (weight <= 5) {
      cost = 800;
    } else {
      cost = 800 + (weight - 5) * 70;
    }
  }
  if (urgent) {
    cost = cost * 1.5;
  }
  return Math.round(cost);
}
