/** What draws in a WebGL context: a GPU, or the CPU in its place. */

/** Renderers that have no GPU behind them. */
const SOFTWARE = /swiftshader|llvmpipe|software|basic render|softpipe/i;

/** As the browser calls it; empty where it does not say. */
export function rendererName(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? '');
}

/** @param renderer its name */
export function isSoftware(renderer: string): boolean {
  return SOFTWARE.test(renderer);
}
