/// The sum of `count` values, in eight lanes.
package func sum(_ values: UnsafePointer<Float>, count: Int) -> Float {
  var lanes = SIMD8<Float>.zero
  var index = 0
  while index + 8 <= count {
    lanes += UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Float>.self)
    index += 8
  }
  var sum = lanes.sum()
  while index < count {
    sum += values[index]
    index += 1
  }
  return sum
}
