/**
 * The page that the city page is compared with: a canvas over the whole window, which is cleared and
 * gets one moving square in each frame.
 */
export const TRIVIAL_CANVAS = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Trivial</title>
<style>body { margin: 0 } canvas { display: block }</style>
<canvas></canvas>
<script>
  const canvas = document.querySelector('canvas');
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  const context = canvas.getContext('2d');
  const step = (now) => {
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillRect((now / 10) % canvas.width, 100, 20, 20);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
</script>
</html>
`;
