/** A car's number on its colour, as the world shows it. */
import { carPaint } from './car-colours.ts';
import './car-number.css';

/** @param car counts from 0 */
export function CarNumber({ car }: { car: number }) {
  const { colour, ink } = carPaint(car);
  return (
    <span class="car-number" style={{ background: colour, color: ink }}>
      {car + 1}
    </span>
  );
}
