;; Four rows of a matrix product, float64. A row of the left matrix lies in pieces: `pieces` of them, `run` bytes each,
;; `apart` bytes from one to the next. So the patches of a picture are rows as they lie; a plain row is one piece.
;; product-code.ts holds it assembled; assemble.mjs makes that again, and a test compares the two.
(module
  (memory (export "memory") 1)

  (func (export "multiply")
    (param $a i32) (param $b i32) (param $c i32) (param $d i32)  ;; where the four rows begin
    (param $pieces i32) (param $run i32) (param $apart i32)
    (param $packed i32)   ;; the right matrix in panels of 4 columns: [panels][inner][4]
    (param $panels i32)
    (param $out i32)      ;; where the first row of the result goes
    (param $stride i32)   ;; from one row of the result to the next, bytes
    (local $i i32) (local $p i32) (local $q i32) (local $r i32) (local $s i32) (local $end i32)
    (local $x v128) (local $y v128) (local $z v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128)
    (local $c0 v128) (local $c1 v128) (local $d0 v128) (local $d1 v128)

    (loop $panel
      (local.set $a0 (v128.const i64x2 0 0)) (local.set $a1 (v128.const i64x2 0 0))
      (local.set $b0 (v128.const i64x2 0 0)) (local.set $b1 (v128.const i64x2 0 0))
      (local.set $c0 (v128.const i64x2 0 0)) (local.set $c1 (v128.const i64x2 0 0))
      (local.set $d0 (v128.const i64x2 0 0)) (local.set $d1 (v128.const i64x2 0 0))
      (local.set $p (local.get $a))
      (local.set $q (local.get $b))
      (local.set $r (local.get $c))
      (local.set $s (local.get $d))
      (local.set $i (local.get $pieces))

      (loop $piece
        (local.set $end (i32.add (local.get $p) (local.get $run)))
        (loop $term
          (local.set $y (v128.load (local.get $packed)))
          (local.set $z (v128.load offset=16 (local.get $packed)))

          (local.set $x (v128.load64_splat (local.get $p)))
          (local.set $a0 (f64x2.add (local.get $a0) (f64x2.mul (local.get $x) (local.get $y))))
          (local.set $a1 (f64x2.add (local.get $a1) (f64x2.mul (local.get $x) (local.get $z))))
          (local.set $x (v128.load64_splat (local.get $q)))
          (local.set $b0 (f64x2.add (local.get $b0) (f64x2.mul (local.get $x) (local.get $y))))
          (local.set $b1 (f64x2.add (local.get $b1) (f64x2.mul (local.get $x) (local.get $z))))
          (local.set $x (v128.load64_splat (local.get $r)))
          (local.set $c0 (f64x2.add (local.get $c0) (f64x2.mul (local.get $x) (local.get $y))))
          (local.set $c1 (f64x2.add (local.get $c1) (f64x2.mul (local.get $x) (local.get $z))))
          (local.set $x (v128.load64_splat (local.get $s)))
          (local.set $d0 (f64x2.add (local.get $d0) (f64x2.mul (local.get $x) (local.get $y))))
          (local.set $d1 (f64x2.add (local.get $d1) (f64x2.mul (local.get $x) (local.get $z))))

          (local.set $packed (i32.add (local.get $packed) (i32.const 32)))
          (local.set $q (i32.add (local.get $q) (i32.const 8)))
          (local.set $r (i32.add (local.get $r) (i32.const 8)))
          (local.set $s (i32.add (local.get $s) (i32.const 8)))
          (br_if $term (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 8))) (local.get $end))))

        ;; On to the next piece, from the end of this one.
        (local.set $end (i32.sub (local.get $apart) (local.get $run)))
        (local.set $p (i32.add (local.get $p) (local.get $end)))
        (local.set $q (i32.add (local.get $q) (local.get $end)))
        (local.set $r (i32.add (local.get $r) (local.get $end)))
        (local.set $s (i32.add (local.get $s) (local.get $end)))
        (br_if $piece (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))

      (v128.store (local.get $out) (local.get $a0))
      (v128.store offset=16 (local.get $out) (local.get $a1))
      (local.set $p (i32.add (local.get $out) (local.get $stride)))
      (v128.store (local.get $p) (local.get $b0))
      (v128.store offset=16 (local.get $p) (local.get $b1))
      (local.set $p (i32.add (local.get $p) (local.get $stride)))
      (v128.store (local.get $p) (local.get $c0))
      (v128.store offset=16 (local.get $p) (local.get $c1))
      (local.set $p (i32.add (local.get $p) (local.get $stride)))
      (v128.store (local.get $p) (local.get $d0))
      (v128.store offset=16 (local.get $p) (local.get $d1))

      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $panel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1)))))))
