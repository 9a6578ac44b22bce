/** A heat map painted on the road. */
import { DataTexture, LinearFilter, Mesh, MeshBasicMaterial, PlaneGeometry, SRGBColorSpace } from 'three';
import type { Track } from '../track/track.ts';
import { viridis } from '../ui/viridis.ts';
import { BLENDED } from './blending.ts';
import { type Heat, type HeatMap, heatRange, newHeatMap } from './heat.ts';

interface HeatOverlay {
  readonly mesh: Mesh;
  setTrack(track: Track): void;
  /** Paints; null hides it. */
  show(map: HeatMap | null, heat: Heat): void;
  dispose(): void;
}

export function newHeatOverlay(): HeatOverlay {
  const material = new MeshBasicMaterial({ opacity: 0.85, ...BLENDED });
  const mesh = new Mesh(new PlaneGeometry(1, 1).rotateX(-Math.PI / 2), material);
  mesh.renderOrder = -5;
  mesh.visible = false;
  let texture: DataTexture | undefined;
  return {
    mesh,
    setTrack(track) {
      const { bounds, columns, rows } = newHeatMap(track);
      texture?.dispose();
      texture = new DataTexture(new Uint8Array(4 * columns * rows), columns, rows);
      texture.colorSpace = SRGBColorSpace;
      texture.magFilter = LinearFilter;
      texture.minFilter = LinearFilter;
      material.map = texture;
      material.needsUpdate = true;
      mesh.visible = false;
      mesh.scale.set(bounds.maxX - bounds.minX, 1, bounds.maxY - bounds.minY);
      mesh.position.set((bounds.minX + bounds.maxX) / 2, 0, -(bounds.minY + bounds.maxY) / 2);
      mesh.updateMatrix();
    },
    show(map, heat) {
      mesh.visible = map !== null && texture !== undefined;
      if (!map || !texture) return;
      const { low, high } = heatRange(map, heat);
      const { data } = texture.image as { data: Uint8Array };
      if (data.length !== 4 * map.known.length) return;
      map.known.forEach((known, at) => {
        const part = (map.values[heat][at] - low) / (high - low);
        const isShown = known && (heat !== 'exits' || map.values.exits[at] > 0.05);
        data.set(isShown ? [...viridis(part), 235] : [0, 0, 0, 0], 4 * at);
      });
      texture.needsUpdate = true;
    },
    dispose() {
      texture?.dispose();
      mesh.geometry.dispose();
      material.dispose();
    },
  };
}
