"""Сумма заказа со скидками."""

from dataclasses import dataclass


@dataclass
class Line:
    title: str
    price: float
    count: int


def order_total(lines: list[Line], is_member: bool, coupon: str | None = None) -> float:
    total = 0.0
    for line in lines:
        if line.count >= 10:
            total = total + line.price * line.count * 0.9
        else:
            total = total + line.price * line.count
    if is_member:
        if total > 10_000:
            total = total * 0.93
        else:
            total = total * 0.97
    if coupon == "ЛЕТО":
        total = total - 500
    if total < 0:
        total = 0
    return round(total, 2)


def receipt(lines: list[Line]) -> str:
    rows = [f"{line.title}: {line.count} × {line.price:.2f} ₽" for line in lines]
    return "\n".join(rows)
