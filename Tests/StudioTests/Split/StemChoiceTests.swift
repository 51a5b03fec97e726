import Music
import Studio
import Testing

struct StemChoiceTests {
  @Test(arguments: StemChoice.allCases) func aChoiceHasAsManyStemsAsItSays(_ choice: StemChoice) {
    #expect(choice.kinds.count == choice.rawValue)
    #expect(choice.kinds.first == .vocals)
  }
}
